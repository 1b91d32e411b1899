// The published samples, each with the result that the README beside them states.
//
// What the README calls invalid is here either not verified, revoked or open, and names the reason.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check } from '../../themes/verify/check.js';
import { findBadges } from '../../themes/verify/extract.js';
import { readJws } from '../../themes/verify/jwt.js';
import { bytes, json, needsBoth, path, text } from './data.js';
import { NOW, environment } from './make.js';
import { parseXml } from './xml.js';

// One table for this page and for `accolade verify`.
const verdicts = JSON.parse(readFileSync(new URL('../verdicts.json', import.meta.url)));
const MULTIKEY = /#(z6Mk\w+)$/;
const LIST = 'https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist';

// An issuer's list of keys, as its site would answer: the keys that the good samples are signed with.
async function keyLists() {
	const [inPicture] = await findBadges(bytes('samples/ob30/simple-json.png'));
	const files = ['simple.json', 'complete.json', 'endorsement-valid.json', 'simple_v1.json', 'bit-string-list/testlist'];
	const documents = [...files.map((file) => json('samples/ob30', file)), JSON.parse(inPicture.text)];
	const methods = documents.flatMap(({ proof }) => [proof].flat().map((one) => one.verificationMethod));
	const tokens = await Promise.all(['simple-jwt.png', 'simple-jwt.svg'].map((file) => findBadges(bytes('samples/ob30', file), parseXml)));
	const lists = {};
	for (const method of methods) {
		const [id] = method.split('#');
		const key = { id: method, type: 'Multikey', controller: id, publicKeyMultibase: MULTIKEY.exec(method)[1] };
		lists[id] ??= { id, verificationMethod: [], assertionMethod: [] };
		lists[id].verificationMethod.push(key);
		lists[id].assertionMethod.push(method);
	}
	const university = lists['https://1edtech.edu/issuers/565049'];
	for (const [index, [token]] of tokens.entries()) {
		const { jwk } = readJws(token.text).header;
		university.verificationMethod.push({ id: `#${index}`, type: 'JsonWebKey', controller: university.id, publicKeyJwk: jwk });
		university.assertionMethod.push(`#${index}`);
	}
	return lists;
}

for (const [file, expected] of Object.entries(verdicts.ob30)) {
	test(`Open Badges 3.0: ${file} is ${expected.verdict}`, needsBoth, async () => {
		const env = environment({ ...await keyLists(), [LIST]: text('samples/ob30/bit-string-list/testlist') });
		assertReport(await check(bytes('samples/ob30', file), env), expected);
	});
}

function assertReport(report, { verdict, reason, name }) {
	assert.equal(report.verdict, verdict, JSON.stringify(report.steps));
	const step = report.steps.find(({ state, sentence }) => state !== 'pass' && sentence === reason);
	assert.ok(!reason || step, JSON.stringify(report.steps));
	assert.equal(step?.values.name, name);
}

// The site that the README describes; an assertion is at its own address.
function site(file) {
	const files = {};
	const fetch = async (address) => {
		const { host, pathname } = new URL(address);
		if (files[address]) return new Response(files[address]);
		const name = path('samples/ob20/assets', pathname.slice(1));
		if (!/^(www\.)?example\.org$/.test(host) || !existsSync(name)) return new Response('', { status: 404 });
		return new Response(bytes('samples/ob20/assets', pathname.slice(1)));
	};
	const document = file.endsWith('.json') ? json('samples/ob20', file) : {};
	if (document.id) files[document.id.replace('http:', 'https:')] = text('samples/ob20', file);
	return environment({}, { fetch });
}

for (const [file, expected] of Object.entries(verdicts.ob20)) {
	test(`Open Badges 2.0: ${file} is ${expected.verdict}`, needsBoth, async () => {
		assertReport(await check(bytes('samples/ob20', file), site(file)), expected);
	});
}

const ID = 'https://badges.example.org/awards/7f/7f3k.assertion.json';
const hosted = {
	'@context': 'https://w3id.org/openbadges/v2', type: 'Assertion', id: ID, badge: 'https://badges.example.org/rust.json',
	recipient: { type: 'email', hashed: false, identity: 'ada@example.org' }, verification: { type: 'HostedBadge' }, issuedOn: '2026-05-01T00:00:00Z',
};
const around = {
	'https://badges.example.org/rust.json': { type: 'BadgeClass', name: 'Rust basics', description: 'Can read Rust.', criteria: 'https://badges.example.org/rust/',
		issuer: 'https://badges.example.org/issuer.json' },
	'https://badges.example.org/issuer.json': { id: 'https://badges.example.org/issuer.json', type: 'Issuer', name: 'Example Makers' },
};
const stripped = { '@context': hosted['@context'], type: 'Assertion', id: ID, revoked: true, revocationReason: 'Issued twice' };
const answers = {
	'as its copy': [hosted, 'verified'],
	'stripped, as it was revoked': [stripped, 'revoked'],
	'whole, and revoked': [{ ...hosted, revoked: true }, 'revoked'],
	'with 410 Gone': [410, 'revoked'],
	'with 404': [404, 'not-verified'],
	'for somebody else': [{ ...hosted, recipient: { ...hosted.recipient, identity: 'bob@example.org' } }, 'not-verified'],
	'another badge': [{ ...hosted, badge: 'https://badges.example.org/go.json' }, 'not-verified'],
	'another assertion': [{ ...hosted, id: `${ID}x` }, 'not-verified'],
	'with a page for people': ['<!doctype html>', 'cannot-be-checked'],
	'not at all': ['unreachable', 'cannot-be-checked'],
};
for (const [name, [answer, verdict]] of Object.entries(answers)) {
	test(`a hosted assertion whose address answers ${name} is ${verdict}`, needsBoth, async () => {
		const report = await check(JSON.stringify(hosted), environment({ ...around, [ID]: answer }));
		assert.equal(report.verdict, verdict, JSON.stringify(report.steps));
		assert.equal(report.facts.length > 0, verdict === 'verified');
		assert.ok(NOW);
	});
}

test('no site vouches for a badge in the name of another', needsBoth, async () => {
	const evil = 'https://evil.example/';
	const copy = { ...hosted, id: `${evil}a.json`, badge: `${evil}b.json` };
	const badge = { ...around['https://badges.example.org/rust.json'], issuer: `${evil}i.json` };
	const issuers = {
		'calls itself by another address': { id: 'https://badges.example.org/issuer.json', type: 'Issuer', name: 'Example Makers', verification: { allowedOrigins: 'evil.example' } },
		'calls itself by a DID': { id: 'did:web:badges.example.org', type: 'Issuer', name: 'Example Makers', verification: { allowedOrigins: 'evil.example' } },
	};
	const verdicts = {};
	for (const [name, issuer] of Object.entries(issuers)) {
		const env = environment({ [copy.id]: copy, [copy.badge]: badge, [badge.issuer]: issuer });
		const { verdict, facts } = await check(JSON.stringify(copy), env);
		verdicts[name] = [verdict, facts[0]?.value];
	}
	assert.deepEqual(verdicts, { 'calls itself by another address': ['cannot-be-checked', undefined],
		'calls itself by a DID': ['verified-with-warnings', 'evil.example'] });
	const files = { [copy.id]: { ...copy, badge: 'https://badges.example.org/rust.json' }, ...around };
	const { verdict } = await check(JSON.stringify(files[copy.id]), environment(files));
	assert.equal(verdict, 'not-verified');
});

test('a hosted assertion is said to be confirmed by its site, and its recipient is compared', needsBoth, async () => {
	const env = environment({ ...around, [ID]: hosted }, { email: 'ada@example.org' });
	const report = await check(ID, env);
	assert.deepEqual([report.sentence, report.values.host, report.steps.at(-1).sentence],
		['verdict.hosted', 'badges.example.org', 'recipient.typed']);
});
