// The table of verdicts that `accolade verify` is held to as well: tests/verdicts/cases.json, whose
// form tests/suite/verify.rs describes.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check } from '../../themes/verify/check.js';
import { findBadges } from '../../themes/verify/extract.js';
import { readJws } from '../../themes/verify/jwt.js';
import { bytes, needsBoth, path } from './data.js';
import { environment } from './make.js';
import { parseXml } from './xml.js';

const folder = new URL('../verdicts/', import.meta.url);
const table = JSON.parse(readFileSync(new URL('cases.json', folder)));

// The list of keys of an issuer of tokens with keys in their headers.
async function keysOf(files) {
	const found = await Promise.all(files.map((file) => findBadges(bytes('samples', file), parseXml)));
	const tokens = found.map(([badge]) => readJws(badge.text));
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

for (const one of table.cases) {
	test(`${one.name}: ${one.verdict}`, needsBoth, async () => {
		const now = Date.parse(one.at ?? table.now);
		const env = environment({}, { fetch: answering(one.answers), now, email: one.email });
		const { verdict, steps } = await check(await contentOf(one.input), env);
		const found = Object.fromEntries(steps.map(({ id, state }) => [id, state]));
		// Where the page knows less than the program, `page` says what it comes to.
		const expected = one.page ?? { verdict: one.verdict, steps: one.steps };
		assert.deepEqual({ verdict, steps: found }, expected, JSON.stringify(steps));
	});
}
