// Documents that nobody should have made: every one ends in a verdict that was thought of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../../themes/verify/check.js';
import { needsTables } from './data.js';
import { BASE, ISSUER, STATUS, credential, didDocument, environment, iText, newKey, png, signed, statusEntry, statusList } from './make.js';

const ROUNDS = 800;
const VALUES = [null, true, 0, -1, 2.5, '', 'x', 'urn:x', 'https://', 'https://x', 'did:web:', 'did:key:z', [], {}, [[]], [null],
	{ id: null }, { '@value': 'x' }, '#', 'u', 'z', [1], ['a', 'b'], { type: [] }, '__proto__', 'constructor'];

// The same numbers in every run.
function numbers(seed) {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

const partsOf = (value) => (typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(partsOf)] : []);

function mutated(document, random, times) {
	const copy = structuredClone(document);
	const pick = (list) => list[random(list.length)];
	for (; times > 0; times--) {
		const part = pick(partsOf(copy));
		const name = pick(Object.keys(part));
		if (name === undefined) continue;
		const way = random(3);
		if (way === 0 && !Array.isArray(part)) delete part[name];
		else part[name] = way === 1 ? structuredClone(pick(VALUES)) : [part[name]];
	}
	return copy;
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('documents, answers of sites, tokens and pictures changed at random never surprise the check', needsTables, async () => {
	const key = newKey();
	const random = numbers(7);
	const badge = await signed(credential({ credentialStatus: statusEntry(9) }), key);
	const hosted = { '@context': 'https://w3id.org/openbadges/v2', type: 'Assertion', id: `${BASE}a.json`, badge: `${BASE}b.json`,
		recipient: { type: 'email', hashed: false, identity: 'ada@example.org' }, verification: { type: 'HostedBadge' }, issuedOn: '2026-05-01T00:00:00Z' };
	const files = { [`${BASE}.well-known/did.json`]: didDocument(key), [STATUS]: await signed(statusList([]), key), [hosted.id]: hosted,
		[hosted.badge]: { id: `${BASE}b.json`, type: 'BadgeClass', name: 'Rust', description: 'Rust.', criteria: BASE, issuer: `${BASE}i.json` },
		[`${BASE}i.json`]: { id: `${BASE}i.json`, type: 'Issuer', name: 'Example', url: BASE, email: 'badges@example.org', revocationList: `${BASE}r.json` },
		[`${BASE}r.json`]: { revokedAssertions: ['urn:x', { id: 'urn:y' }] } };
	const addresses = Object.keys(files);
	const header = { alg: 'EdDSA', kid: `${ISSUER}#${key.multikey}`, jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } };
	const inputs = [
		() => JSON.stringify(mutated(badge, random, 1 + random(3))),
		() => JSON.stringify(mutated(hosted, random, random(3))),
		() => `${encode(mutated(header, random, random(2)))}.${encode(mutated(badge, random, random(3)))}.${'AAAA'.repeat(20)}`,
		() => {
			const picture = png(iText('openbadgecredential', JSON.stringify(badge), random(2)));
			return picture.with(random(picture.length), random(256));
		},
		() => {
			const text = JSON.stringify(badge);
			const place = random(text.length);
			return text.slice(0, place) + ['', '"', '{', '}', '\\', ',', '1e999', '\0'][random(8)] + text.slice(place + random(3));
		},
	];
	const counts = {};
	for (let round = 0; round < ROUNDS; round++) {
		const changed = addresses[random(addresses.length)];
		const answers = random(2) ? files : { ...files, [changed]: mutated(files[changed], random, 1 + random(2)) };
		const report = await check(inputs[random(inputs.length)](), environment(answers, { email: random(2) ? 'ada@example.org' : '' }));
		counts[report.verdict] = (counts[report.verdict] ?? 0) + 1;
		for (const { sentence, values } of report.steps.flatMap(({ findings }) => findings)) assert.notEqual(sentence, 'refused.internal', values?.detail);
	}
	console.log(`hostile rounds: ${JSON.stringify(counts)}`);
	assert.ok(Object.keys(counts).length >= 4);
});
