// Documents -> statements -> canonical text: the published suites.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { canonicalJson } from '../../themes/verify/jcs.js';
import { readJson } from '../../themes/verify/json.js';
import { toQuads } from '../../themes/verify/jsonld.js';
import { canonicalQuads } from '../../themes/verify/rdfc.js';
import { contexts, embedded, json, needsBoth, needsData, needsTables, path, text } from './data.js';
import { more } from './make.js';
import { refuse } from '../../themes/verify/refusal.js';
import { readNQuads } from './n-quads.js';
import { tableOf } from './tables.js';

test('numbers and names are written as in RFC 8785', () => {
	const value = readJson('{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0],'
		+ '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}');
	assert.equal(canonicalJson(value), '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,'
		+ '0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
	const names = { '€': 1, '\r': 2, '\ufb33': 3, 1: 4, '😀': 5, '\u0080': 6, 'ö': 7 };
	assert.equal(canonicalJson(names), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
});

test('JSON that could be read in two ways is refused', () => {
	const refused = {
		'{"a":1,"a":1}': 'json', '[{"b":{"a":1,"\\u0061":2}}]': 'json',
		[`{"a":1,"a"${' '.repeat(100)}:2}`]: 'json', '"\\ud800"': 'json', '{"a":1e400}': 'json',
		'9007199254740993': 'json', '{} x': 'json', '{"a":"\\"}': 'json', '[1,]': 'json', '': 'json',
		[`${'['.repeat(128)}${']'.repeat(128)}`]: 'too-deep', [`${'['.repeat(1e6)}`]: 'too-deep',
	};
	for (const [written, code] of Object.entries(refused)) {
		assert.throws(() => readJson(written), { code }, written.slice(0, 40));
	}
	for (const written of ['{"a":[1,-2,2.5,null,true,"x\\n\\""],"b":{}}', '9007199254740992', '"a\\\\"', '-0',
		`${'['.repeat(127)}${']'.repeat(127)}`]) {
		assert.deepEqual(readJson(written), JSON.parse(written));
	}
});

test('the RDFC-1.0 suite comes out identical, and the poisonous graph is refused', needsData, async () => {
	const folder = 'rdf-canon';
	const counts = { right: 0, refused: 0 };
	for (const entry of json(folder, 'manifest.jsonld').entries) {
		if (entry.hashAlgorithm && entry.hashAlgorithm !== 'SHA256') continue;
		const quads = async () => canonicalQuads(readNQuads(text(folder, entry.action)), more);
		if (entry.type === 'rdfc:RDFC10EvalTest') {
			assert.equal(await quads(), text(folder, entry.result), entry.id);
			counts.right++;
		} else if (entry.type === 'rdfc:RDFC10NegativeEvalTest') {
			await assert.rejects(quads, { code: 'too-much' }, entry.id);
			counts.refused++;
		}
	}
	assert.deepEqual(counts, { right: 63, refused: 1 });
});

test('the toRdf suite is answered rightly or refused', needsBoth, async () => {
	const counts = { right: 0, refused: 0, 'rightly refused': 0, 'wrongly taken': 0, skipped: 0, wrong: 0 };
	const wrong = [];
	for (const entry of json('json-ld-api', 'toRdf-manifest.jsonld').sequence) {
		const outcome = await outcomeOf(entry);
		counts[outcome]++;
		if (outcome.startsWith('wrong')) wrong.push(entry['@id']);
	}
	console.log('toRdf suite:', JSON.stringify(counts));
	assert.deepEqual(wrong, []);
	assert.ok(counts.right >= 47, JSON.stringify(counts));
});

async function outcomeOf({ option = {}, input, expect, '@type': types }) {
	const isOld = option.specVersion === 'json-ld-1.0' || option.processingMode === 'json-ld-1.0';
	if (isOld || option.rdfDirection || option.expandContext || !existsSync(path('json-ld-api', input))) return 'skipped';
	const isNegative = types.includes('jld:NegativeEvaluationTest');
	let document;
	try {
		document = JSON.parse(text('json-ld-api', input));
	} catch {
		return 'skipped';
	}
	let canonical;
	try {
		canonical = await canonicalQuads(toQuads(...withContextsByUrl(document)), more);
	} catch (error) {
		if (!error.code) throw error;
		return isNegative ? 'rightly refused' : 'refused';
	}
	if (isNegative) return 'wrongly taken';
	if (!expect) return 'right';
	return canonical === await canonicalQuads(readNQuads(text('json-ld-api', expect)), more) ? 'right' : 'wrong';
}

// The suite writes contexts into the documents; here they are given by URL, or not at all.
function withContextsByUrl(document) {
	const own = [];
	const byUrl = (context) => {
		if (typeof context !== 'object' || context === null) return context;
		own.push([`urn:context:${own.length}`, tableOf(context)]);
		return own.at(-1)[0];
	};
	if (typeof document !== 'object' || document === null) refuse('uncovered');
	if (document['@context'] === undefined) return [document, contexts()];
	const context = [document['@context']].flat().map(byUrl);
	return [{ ...document, '@context': context }, contexts(own)];
}

test('the tables say of each term what the published contexts say', needsBoth, () => {
	const files = {
		'https://www.w3.org/ns/credentials/v2': 'credentials-v2',
		'https://www.w3.org/2018/credentials/v1': 'credentials-v1',
		'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json': 'ob-v3p0-context-3.0.3-validator-edition',
		'https://purl.imsglobal.org/spec/ob/v3p0/context.json': 'ob-v3p0-context',
		'https://w3id.org/security/suites/ed25519-2020/v1': 'ed25519-2020-v1-validator-edition',
	};
	const known = contexts();
	assert.equal(known.contexts.size, embedded().tables.length);
	for (const [url, file] of Object.entries(files)) {
		const published = tableOf(json('contexts', `${file}.json`)['@context']);
		assert.deepEqual(inOneForm(known.find(url)), inOneForm(published), url);
	}
});

// Without what says nothing, and with the prefixes of the context filled in.
function inOneForm(context, around = {}) {
	if (!context) return context;
	const prefixes = { ...around, ...context };
	const full = (name) => {
		const [start, rest] = name?.split(/:(.*)/s) ?? [];
		if (rest === undefined && prefixes[name]) return prefixes[name].iri;
		return rest !== undefined && prefixes[start]?.prefix && !rest.startsWith('//') ? prefixes[start].iri + rest : name;
	};
	return Object.fromEntries(Object.entries(context).map(([name, term]) => (term === true ? [name, term] : [name, {
		iri: full(term.iri), coercion: full(term.coercion), isPrefix: Boolean(term.prefix) && /[:/?#[\]@]$/.test(full(term.iri)),
		containers: ['set', 'list', 'graph'].filter((one) => term[one]), scoped: inOneForm(term.scoped, prefixes) }])));
}

test('what a signature would not cover is refused by name', needsTables, () => {
	const credential = (extra) => ({ '@context': ['https://www.w3.org/ns/credentials/v2'],
		type: 'VerifiableCredential', ...extra });
	const cases = {
		'undefined-term': [credential({ grade: 'A' }), { term: 'grade', pointer: '/grade' }],
		'undefined-type': [credential({ type: 'Diploma' }), { value: 'Diploma', pointer: '/type' }],
		'unknown-context': [{ '@context': 'https://example.org/own', type: 'x' }, { url: 'https://example.org/own' }],
		'inline-context': [credential({ '@context': { name: 'https://example.org/name' } })],
	};
	const uncovered = [{ 'https://schema.org/name': 'A' }, { id: 'relative' }, { name: 1e20 }, { name: { '@list': ['a'] } }];
	for (const extra of uncovered) assert.throws(() => toQuads(credential(extra), contexts()), { code: 'uncovered' });
	for (const [code, [document, values]] of Object.entries(cases)) {
		assert.throws(() => toQuads(document, contexts()),
			(error) => error.code === code && (!values || assert.partialDeepStrictEqual?.(error.values, values) === undefined));
	}
});
