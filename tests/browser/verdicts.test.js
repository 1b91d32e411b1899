// The table of verdicts that `accolade verify` is held to as well: tests/verdicts/cases.json, whose
// form tests/suite/verify.rs describes.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check } from '../../themes/verify/check.js';
import { findBadges } from '../../themes/verify/extract.js';
import { readToken } from '../../themes/verify/tokens.js';
import { bytes, needsBoth, path } from './data.js';
import { environment, more } from './make.js';
import { parseXml } from './xml.js';

const folder = new URL('../verdicts/', import.meta.url);
const table = JSON.parse(readFileSync(new URL('cases.json', folder)));

const ENDORSED = ['format.own-schema', 'refused.unknown-suite'];

// The list of keys of an issuer of tokens with keys in their headers.
async function keysOf(files) {
	const found = await Promise.all(files.map((file) => findBadges(bytes('samples', file), { parseXml, more })));
	const tokens = found.map(([badge]) => readToken(badge.text).token);
	const { id } = tokens[0].payload.issuer;
	return { id, assertionMethod: tokens.map((_, index) => `#${index}`), verificationMethod: tokens.map(({ header }, index) =>
		({ id: `${id}#${index}`, type: 'JsonWebKey', controller: id, publicKeyJwk: header.jwk })) };
}

async function contentOf(part) {
	if (part.sample) return bytes('samples', part.sample);
	if (part.made) return new Uint8Array(readFileSync(new URL(part.made, folder)));
	if (part.document) return JSON.stringify(table.documents[part.document]);
	if (part['keys of']) return JSON.stringify(await keysOf(part['keys of']));
	return part.text ?? '';
}

function answering(answers) {
	return async (address) => {
		const part = answers[address];
		if (part) return new Response(await contentOf(part), { status: part.status ?? 200 });
		for (const [start, { samples }] of Object.entries(answers)) {
			const file = samples && address.startsWith(start) && samples + address.slice(start.length);
			if (file && existsSync(path('samples', file))) return new Response(bytes('samples', file));
		}
		throw new TypeError('nobody is there');
	};
}

// Ids of what is said, alone and with the value that matters most: `format.flaw:issuer`.
function saidBy({ sentence, values }) {
	const { problem, name = '', suite = '' } = values ?? {};
	return [sentence, `${sentence}:${name}`, `${sentence}:${suite}`, ...(problem?.sentence ? saidBy(problem) : [])];
}

for (const one of table.cases) {
	test(`${one.name}: ${one.verdict}`, needsBoth, async () => {
		const now = Date.parse(one.at ?? table.now);
		const env = environment({}, { fetch: answering(one.answers), now, email: one.email });
		const { verdict, steps } = await check(await contentOf(one.input), env);
		const found = Object.fromEntries(steps.map(({ id, state }) => [id, state]));
		const said = steps.flatMap(({ findings }) => findings.flatMap(saidBy));
		// What somebody else's words in favour of a badge say by themselves, only the program tells.
		const isTold = (needed) => said.includes(needed) || (said.includes('signature.endorsement') && ENDORSED.includes(needed));
		for (const needed of one.says ?? []) assert.ok(isTold(needed), `${needed} is not among ${said.join(' ')}`);
		assert.deepEqual({ verdict, steps: found }, { verdict: one.verdict, steps: one.steps }, JSON.stringify(steps));
	});
}
