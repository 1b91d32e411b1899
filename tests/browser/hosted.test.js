// Hosted assertions of Open Badges 2.0: what their address answers, and who may vouch for whom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../../themes/verify/check.js';
import { needsTables } from './data.js';
import { environment } from './make.js';

const ID = 'https://badges.example.org/awards/7f/7f3k.assertion.json';
const hosted = {
	'@context': 'https://w3id.org/openbadges/v2', type: 'Assertion', id: ID, badge: 'https://badges.example.org/rust.json',
	recipient: { type: 'email', hashed: false, identity: 'ada@example.org' }, verification: { type: 'HostedBadge' }, issuedOn: '2026-05-01T00:00:00Z',
};
const around = {
	'https://badges.example.org/rust.json': { id: 'https://badges.example.org/rust.json', type: 'BadgeClass', name: 'Rust basics', description: 'Can read Rust.', criteria: 'https://badges.example.org/rust/',
		issuer: 'https://badges.example.org/issuer.json' },
	'https://badges.example.org/issuer.json': { id: 'https://badges.example.org/issuer.json', type: 'Issuer', name: 'Example Makers', url: 'https://example.org/', email: 'badges@example.org' },
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
	'with a page for people': ['<!doctype html>', 'not-verified'],
	'not at all': ['unreachable', 'cannot-be-checked'],
};
for (const [name, [answer, verdict]] of Object.entries(answers)) {
	test(`a hosted assertion whose address answers ${name} is ${verdict}`, needsTables, async () => {
		const report = await check(JSON.stringify(hosted), environment({ ...around, [ID]: answer }));
		assert.equal(report.verdict, verdict, JSON.stringify(report.steps));
		assert.equal(report.facts.length > 0, verdict === 'verified');
	});
}

test('no site vouches for a badge in the name of another', needsTables, async () => {
	const evil = 'https://evil.example/';
	const copy = { ...hosted, id: `${evil}a.json`, badge: `${evil}b.json` };
	const badge = { ...around['https://badges.example.org/rust.json'], id: copy.badge, issuer: `${evil}i.json` };
	const issuers = {
		'calls itself by another address': { id: 'https://badges.example.org/issuer.json', type: 'Issuer', name: 'Example Makers', url: 'https://example.org/', email: 'badges@example.org', verification: { allowedOrigins: 'evil.example' } },
		'calls itself by a DID': { id: 'did:web:badges.example.org', type: 'Issuer', name: 'Example Makers', url: 'https://example.org/', email: 'badges@example.org', verification: { allowedOrigins: 'evil.example' } },
	};
	const verdicts = {};
	for (const [name, issuer] of Object.entries(issuers)) {
		const env = environment({ [copy.id]: copy, [copy.badge]: badge, [badge.issuer]: issuer });
		const { verdict, facts } = await check(JSON.stringify(copy), env);
		verdicts[name] = [verdict, facts.find(({ id }) => id === 'domain')?.value];
	}
	assert.deepEqual(verdicts, { 'calls itself by another address': ['not-verified', undefined],
		'calls itself by a DID': ['verified-with-warnings', 'evil.example'] });
	const files = { [copy.id]: { ...copy, badge: 'https://badges.example.org/rust.json' }, ...around };
	const { verdict } = await check(JSON.stringify(files[copy.id]), environment(files));
	assert.equal(verdict, 'not-verified');
});

test('a hosted assertion is said to be confirmed by its site, and its recipient is compared', needsTables, async () => {
	const env = environment({ ...around, [ID]: hosted }, { email: 'ada@example.org' });
	const report = await check(ID, env);
	assert.deepEqual([report.sentence, report.values.host, report.steps.at(-1).findings[0].sentence],
		['verdict.hosted', 'badges.example.org', 'recipient.typed']);
});
