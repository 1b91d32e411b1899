// The whole check: one verdict for each case, and the step that decided.
import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { test } from 'node:test';
import { check } from '../../themes/verify/check.js';
import { needsTables } from './data.js';
import { ADDRESS, BASE, ISSUER, NOW, STATUS, credential, didDocument, environment, hashOf, iText, newKey, png, signed,
	statusEntry, statusList } from './make.js';

const DID = `${BASE}.well-known/did.json`;
const key = newKey();
const other = newKey();
const withStatus = (changes) => credential({ credentialStatus: statusEntry(94567, changes) });
const list = await signed(statusList([]), key).catch(() => null);
const published = (changes = {}) => ({ [DID]: didDocument(key), [STATUS]: list, ...changes });

// Checks and gives `verdict`, then the steps that did not pass as `step:state:sentence`.
async function outcome(badge, files = published(), changes = {}) {
	const text = typeof badge === 'string' || badge instanceof Uint8Array ? badge : JSON.stringify(badge);
	const report = await check(text, environment(files, changes));
	const said = report.steps.map(({ id, state, findings: [{ sentence }] }) => ({ id, state, sentence }));
	const steps = said.filter(({ state, sentence }) => state !== 'pass' && sentence !== 'step.not-reached' && sentence !== 'recipient.not-asked');
	return [report.verdict, ...steps.map(({ id, state, sentence }) => `${id}:${state}:${sentence}`)];
}

test('a good credential is verified, and says only what was signed', needsTables, async () => {
	const report = await check(JSON.stringify(await signed(withStatus(), key)), environment(published()));
	assert.equal(report.verdict, 'verified');
	assert.equal(report.sentence, 'verdict.verified');
	assert.deepEqual(report.steps.map(({ id, state }) => `${id} ${state}`),
		['format pass', 'signature pass', 'issuer pass', 'dates pass', 'status pass', 'recipient not-checked']);
	assert.deepEqual(Object.fromEntries(report.facts.map(({ id, value }) => [id, value])), {
		domain: 'badges.example.org', badge: 'Rust basics', issuer: 'Example Makers', recipient: 'Ada', issued: '2026-05-01T00:00:00Z',
		description: 'Can read Rust.', id: ADDRESS,
	});
});

test('a link to the verification page is as good as the address of the award', needsTables, async () => {
	const files = published({ [`${BASE}awards/ab/abc-1.json`]: await signed(withStatus(), key) });
	assert.deepEqual(await outcome(` ${BASE}verify/#abc-1\n`, files, { base: BASE }), ['verified']);
	for (const rest of ['verify/#', 'verify/#a/../abc-1', 'verify/verify/#abc-1']) {
		assert.equal((await outcome(BASE + rest, files, { base: BASE }))[0], 'cannot-be-checked', rest);
	}
});

test('every form of a good credential is verified', needsTables, async () => {
	const good = await signed(withStatus(), key);
	const text = JSON.stringify(good);
	assert.deepEqual(await outcome(png(iText('openbadgecredential', text))), ['verified']);
	const svg = `<svg xmlns="http://www.w3.org/2000/svg"><o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0"><![CDATA[${text}]]></o:credential></svg>`;
	assert.deepEqual(await outcome(svg), ['verified']);
	assert.deepEqual(await outcome(ADDRESS, published({ [ADDRESS]: text })), ['verified']);
	assert.deepEqual(await outcome(await signed(withStatus(), key, { cryptosuite: 'eddsa-jcs-2022' })), ['verified']);
	const payload = { ...withStatus(), iss: ISSUER, jti: ADDRESS, nbf: Date.parse('2026-05-01T00:00:00Z') / 1000 };
	assert.deepEqual(await outcome(jwsOf(payload)), ['verified']);
});

function jwsOf(payload, header = { alg: 'EdDSA', kid: `${ISSUER}#${key.multikey}` }) {
	const start = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
	return `${start}.${sign(null, Buffer.from(start), key.privateKey).toString('base64url')}`;
}

test('a token that says something else than its badge is not verified', needsTables, async () => {
	for (const [name, value] of Object.entries({ iss: 'did:web:other.example', jti: 'urn:x', sub: 'urn:y', nbf: 1 })) {
		assert.deepEqual(await outcome(jwsOf({ ...credential(), [name]: value })), ['not-verified', 'signature:fail:signature.claim'], name);
	}
});

const good = async () => signed(credential(), key);
const cases = {
	'changed after signing': async () => [{ ...await good(), name: 'Rust mastery' }, undefined, 'not-verified', 'signature:fail:signature.mismatch'],
	'signed by a key that the issuer does not list': async () => [await signed(credential(), other), undefined,
		'not-verified', 'issuer:fail:refused.key-not-listed'],
	'signed by another key under the issuer’s key id': async () => [await signed(credential(), key, { signWith: other }), undefined,
		'not-verified', 'signature:fail:signature.mismatch'],
	'the key of another issuer': async () => [await signed(credential(), other, { verificationMethod: `did:web:evil.example#${other.multikey}` }), undefined,
		'not-verified', 'issuer:fail:refused.key-not-listed'],
	'a did:key in the name of a website': async () => [await signed(credential(), other, { verificationMethod: `did:key:${other.multikey}` }), undefined,
		'not-verified', 'issuer:fail:refused.key-not-listed'],
	'an issuer known by its key alone': async () => [await signed(credential({ issuer: { id: `did:key:${key.multikey}`, type: ['Profile'], name: 'MIT' } }), key,
		{ verificationMethod: `did:key:${key.multikey}#${key.multikey}` }), {}, 'verified-with-warnings', 'issuer:warn:issuer.key-only'],
	'a withdrawn key': async () => [await good(), { [DID]: didDocument(key, { assertionMethod: [] }) }, 'not-verified', 'issuer:fail:refused.key-not-listed'],
	'a revoked key': async () => [await good(), { [DID]: didDocument(key, { verificationMethod: [{ ...didDocument(key).verificationMethod[0], revoked: '2026-05-20T00:00:00Z' }] }) },
		'not-verified', 'issuer:fail:refused.key-revoked'],
	'a list of keys of somebody else': async () => [await good(), { [DID]: didDocument(key, { id: 'did:web:other.example' }) },
		'not-verified', 'issuer:fail:refused.other-key-list'],
	'an issuer that is gone': async () => [await good(), {}, 'cannot-be-checked', 'issuer:not-checked:refused.missing'],
	'an issuer that cannot be reached': async () => [await good(), { [DID]: 'unreachable' }, 'cannot-be-checked', 'issuer:not-checked:refused.unreachable'],
	'changed, and the issuer unreachable': async () => [{ ...await good(), name: 'x' }, {}, 'not-verified', 'signature:fail:signature.mismatch'],
	'a DID of another method': async () => [await signed(credential({ issuer: 'did:example:1' }), key, { verificationMethod: `did:example:1#${key.multikey}` }), {},
		'cannot-be-checked', 'issuer:not-checked:issuer.no-address'],
	expired: async () => [await signed(credential({ validUntil: '2026-05-31T00:00:00Z' }), key), undefined, 'verified-with-warnings', 'dates:warn:dates.expired'],
	'not yet valid': async () => [await signed(credential({ validFrom: '2026-06-02T00:00:00Z' }), key), undefined, 'verified-with-warnings', 'dates:warn:dates.early'],
	'a date without zone': async () => [await signed(credential({ validFrom: '2026-05-01T00:00:00' }), key), undefined, 'not-verified', 'dates:fail:dates.malformed'],
	revoked: async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([94567]), key) }), 'revoked', 'status:fail:status.revoked'],
	suspended: async () => [await signed(withStatus({ statusPurpose: 'suspension' }), key), published({ [STATUS]: await signed(statusList([94567], { purpose: 'suspension' }), key) }),
		'revoked', 'status:fail:status.suspended'],
	'another one revoked': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([94566, 94568]), key) }), 'verified'],
	'a missing status list': async () => [await signed(withStatus(), key), { [DID]: didDocument(key) }, 'verified-with-warnings', 'status:not-checked:status.unchecked'],
	'a status list signed by somebody else': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([]), other) }),
		'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'a status list that was changed': async () => [await signed(withStatus(), key), published({ [STATUS]: { ...await signed(statusList([94567]), key),
		credentialSubject: statusList([]).credentialSubject } }), 'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'a status list of another issuer': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([], { issuer: `did:key:${other.multikey}` }), other,
		{ verificationMethod: `did:key:${other.multikey}#${other.multikey}` }) }), 'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'a status list for another purpose': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([], { purpose: 'suspension' }), key) }),
		'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'a status list that is over': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([], { validUntil: '2026-05-31T00:00:00Z' }), key) }),
		'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'a status list that is another one': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([], { id: `${BASE}status/2.json` }), key) }),
		'verified-with-warnings', 'status:not-checked:status.other-list'],
	'an index outside the list': async () => [await signed(withStatus({ statusListIndex: '131072' }), key), published(), 'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'an index that is no number': async () => [await signed(withStatus({ statusListIndex: '-1' }), key), published(), 'not-verified', 'format:fail:format.flaw'],
	'a short status list': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([], { bytes: 16383 }), key) }),
		'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'a status list that is no gzip': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([], { encoded: 'uAAAA' }), key) }),
		'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'an inflation bomb': async () => [await signed(withStatus(), key), published({ [STATUS]: await signed(statusList([], { bytes: 32 << 20 }), key) }),
		'verified-with-warnings', 'status:not-checked:status.bad-list'],
	'another kind of status': async () => [await signed(credential({ credentialStatus: { id: 'https://example.org/s', type: 'https://example.org/Status' } }), key), undefined,
		'verified-with-warnings', 'status:not-checked:status.unknown-kind'],
	'an unknown context': async () => [{ ...await good(), '@context': [...(await good())['@context'], 'https://example.org/own'] }, undefined,
		'cannot-be-checked', 'format:not-checked:refused.unknown-context', 'signature:not-checked:refused.unknown-context'],
	'an undefined term': async () => [{ ...await good(), grade: 'A' }, undefined, 'cannot-be-checked', 'signature:not-checked:refused.undefined-term'],
	'a context of its own': async () => [{ ...await good(), '@context': [...(await good())['@context'], { name: 'https://example.org/' }] }, undefined,
		'cannot-be-checked', 'format:not-checked:refused.inline-context', 'signature:not-checked:refused.inline-context'],
	'no proof': async () => [credential(), undefined, 'not-verified', 'signature:fail:refused.no-proof'],
	'an unknown suite': async () => [{ ...await good(), proof: [{ ...(await good()).proof[0], cryptosuite: 'bbs-2023' }] }, undefined,
		'cannot-be-checked', 'signature:not-checked:refused.unknown-suite'],
	'a proof for another purpose': async () => [{ ...await good(), proof: [{ ...(await good()).proof[0], proofPurpose: 'authentication' }] }, undefined,
		'not-verified', 'signature:fail:refused.malformed-proof'],
	'a proof that is over': async () => [await signed(credential(), key, { expires: '2026-05-31T00:00:00Z' }), undefined, 'not-verified', 'signature:fail:refused.proof-expired'],
	'a good proof beside a false one': async () => [{ ...await good(), proof: [(await good()).proof[0], (await signed(credential({ name: 'x' }), key)).proof[0]] }, undefined,
		'verified-with-warnings', 'signature:warn:signature.further'],
	'no credential but a profile': async () => [{ '@context': 'https://w3id.org/openbadges/v2', type: 'Issuer', id: `${BASE}issuer.json` }, undefined,
		'not-verified', 'format:fail:format.flaw'],
	'a name that occurs twice': async () => [JSON.stringify(await good()).replace('{', '{"name":"x",'), undefined, 'cannot-be-checked', 'format:not-checked:refused.json'],
	garbage: async () => ['hello', undefined, 'cannot-be-checked', 'format:not-checked:refused.not-a-badge'],
};
for (const [name, make] of Object.entries(cases)) {
	test(`${name}`, needsTables, async () => {
		const [badge, files, ...expected] = await make();
		assert.deepEqual(await outcome(badge, files), expected);
	});
}

test('a folder of a host does not speak in the name of the host', needsTables, async () => {
	const did = 'did:web:university.example:students:eve';
	const id = `${did}#${key.multikey}`;
	const folder = 'https://university.example/students/eve/';
	const files = { [`${folder}did.json`]: didDocument(key, { id: did, assertionMethod: [id],
		verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase: key.multikey }] }) };
	const by = (place) => signed(credential({ id: place, issuer: { id: did, type: ['Profile'], name: 'University' } }), key, { verificationMethod: id });
	const report = await check(JSON.stringify(await by(`${folder}a.json`)), environment(files));
	assert.deepEqual([report.verdict, report.facts[0]], ['verified', { id: 'domain', value: 'university.example/students/eve' }]);
	assert.deepEqual(report.steps[2].findings[0].values, { issuer: 'university.example/students/eve' });
	for (const place of ['https://university.example/degree.json', 'https://university.example/students/evelyn/a.json', 'https://badges.example.org/a.json']) {
		assert.deepEqual(await outcome(await by(place), files), ['verified-with-warnings', 'issuer:warn:issuer.foreign-id'], place);
	}
	assert.deepEqual(await outcome(await by('urn:uuid:00000000-0000-4000-8000-000000000001'), files), ['verified']);
});

test('a key that is nobody\'s is not called verified, and its name a claim', needsTables, async () => {
	const did = `did:key:${key.multikey}`;
	const badge = await signed(credential({ issuer: { id: did, type: ['Profile'], name: 'Example Makers' }, validUntil: '2026-05-20T00:00:00Z' }), key,
		{ verificationMethod: `${did}#${key.multikey}` });
	const report = await check(JSON.stringify(badge), environment());
	assert.deepEqual([report.verdict, report.sentence], ['verified-with-warnings', 'verdict.unknown-key']);
	assert.deepEqual(report.facts.filter(({ id }) => /domain|issuer|claimed/.test(id)), [{ id: 'domain', value: '' }, { id: 'claimed', value: 'Example Makers' }]);
	assert.deepEqual(report.steps[2].findings.map(({ sentence }) => sentence), ['issuer.key-only', 'issuer.foreign-id']);
});

test('nobody is asked for what cannot change the verdict', needsTables, async () => {
	const nobody = { allowed: new Set() };
	const asked = async (badge) => (await check(JSON.stringify(badge), environment(published(), nobody))).asks.length;
	const whole = await good();
	assert.equal(await asked(whole), 1);
	assert.equal(await asked({ ...whole, name: 'x' }), 0);
	assert.equal(await asked({ ...whole, grade: 'A' }), 0);
	assert.equal(await asked({ ...whole, '@context': [...whole['@context'], 'https://example.org/own'] }), 0);
});

test('addresses are understood as people paste them', needsTables, async () => {
	const badge = await good();
	const page = '<!doctype html><title>x</title>';
	const files = published({ [ADDRESS]: badge, [BASE]: page, [`${BASE}badges/`]: page, [ADDRESS.replace('.json', '')]: page,
		[`${ADDRESS.replace('.json', '')}?fbclid=1`]: page, 'https://badges.example.org/fallback.json': page });
	const stem = ADDRESS.replace('.json', '');
	for (const given of [`${stem}.html`, `${stem}.html?utm_source=x`, `${stem}.html#check`, stem, `${stem}?fbclid=1`, `${BASE}verify/#7f3k`, `${BASE}verify/index.html#7f3k`]) {
		assert.deepEqual(await outcome(given, files, { base: 'https://other.example/' }), ['verified'], given);
	}
	for (const given of [BASE, `${BASE}badges/`, `${BASE}fallback.html`]) {
		assert.deepEqual(await outcome(given, files, { base: BASE, root: BASE }), ['cannot-be-checked', 'format:not-checked:refused.page'], given);
	}
});

test('a clock that is some minutes slow does not matter', needsTables, async () => {
	const text = JSON.stringify(await signed(withStatus(), key));
	const at = async (time) => outcome(text, published(), { now: Date.parse(time) });
	assert.deepEqual(await at('2026-04-30T23:46:00Z'), ['verified']);
	assert.deepEqual(await at('2026-04-30T23:44:00Z'), ['verified-with-warnings', 'dates:warn:dates.early', 'status:not-checked:status.early-list']);
});

test('what is no e-mail address is not somebody else\'s', needsTables, async () => {
	assert.deepEqual(await outcome(await good(), published(), { email: 'Ada' }), ['verified-with-warnings', 'recipient:not-checked:recipient.no-mail']);
});

test('without https in the address bar nothing is guessed', needsTables, async () => {
	assert.deepEqual(await outcome(await good(), published(), { subtle: undefined }), ['cannot-be-checked', 'format:not-checked:refused.insecure']);
});

test('without Ed25519 in the browser the verdicts are the same', needsTables, async () => {
	const { subtle } = environment();
	const importKey = async () => { throw new DOMException('none', 'NotSupportedError'); };
	const numbers = { subtle: { importKey, digest: (...args) => subtle.digest(...args) } };
	assert.deepEqual(await outcome(await good(), published(), numbers), ['verified']);
	assert.deepEqual(await outcome({ ...await good(), name: 'x' }, published(), numbers), ['not-verified', 'signature:fail:signature.mismatch']);
});

test('another site is only asked once the visitor agreed, and learns nothing else', needsTables, async () => {
	const env = environment(published(), { allowed: new Set() });
	const text = JSON.stringify(await signed(withStatus(), key));
	const report = await check(text, env);
	assert.equal(report.verdict, 'cannot-be-checked');
	assert.deepEqual(report.asks, [{ origin: 'https://badges.example.org', host: 'badges.example.org', what: 'key' }]);
	assert.deepEqual(report.facts, []);
	assert.deepEqual(env.asked, []);
	const agreed = await check(text, { ...env, allowed: new Set(['https://badges.example.org']) });
	assert.equal(agreed.verdict, 'verified');
	assert.deepEqual(env.asked, [DID, STATUS]);
});

test('the own site is read from its own folder, wherever that is', needsTables, async () => {
	const copy = Object.fromEntries(Object.entries(published()).map(([url, answer]) => [url.replace(BASE, 'http://127.0.0.1:8000/'), answer]));
	const preview = { base: BASE, root: 'http://127.0.0.1:8000/', allowed: new Set(), isHome: false };
	const text = JSON.stringify(await signed(withStatus(), key));
	assert.deepEqual(await outcome(text, copy, preview), ['verified-with-warnings', 'issuer:warn:issuer.copy']);
	assert.deepEqual(await outcome(text, copy, { ...preview, isHome: true }), ['verified']);
});

test('what an award of the own site needs is asked for at once, and once', needsTables, async () => {
	const files = published({ [`${BASE}awards/ab/abc-1.json`]: await signed(withStatus(), key) });
	const own = { base: BASE, root: BASE, early: [DID, STATUS].map((url) => url.slice(BASE.length)), allowed: new Set() };
	const expected = [DID, STATUS, `${BASE}awards/ab/abc-1.json`];
	const silent = environment({}, { ...own, fetch: (url) => silent.asked.push(url) && new Promise(() => {}) });
	check(`${BASE}verify/#abc-1`, silent);
	await new Promise((done) => setTimeout(done, 20));
	assert.deepEqual(silent.asked, expected);
	const env = environment(files, own);
	assert.equal((await check(`${BASE}verify/#abc-1`, env)).verdict, 'verified');
	assert.deepEqual(env.asked, expected);
	// Nobody's badge but an own one makes the page ask, and a page on a disk asks nobody.
	for (const [input, changes] of [['{}', {}], ['https://other.example/a.json', {}], [`${BASE}verify/#abc-1`, { root: undefined }]]) {
		const quiet = environment(files, { ...own, ...changes });
		await check(input, quiet);
		assert.deepEqual(quiet.asked, [], input);
	}
});

test('an erased award is told from one that never was', needsTables, async () => {
	const address = `${BASE}awards/ab/abc-1.json`;
	const left = `${BASE}awards/ab/abc-1.assertion.json`;
	const tombstone = { '@context': 'https://w3id.org/openbadges/v2', type: 'Assertion', id: left, revoked: true };
	const report = await check(address, environment(published({ [left]: tombstone })));
	assert.deepEqual([report.verdict, report.sentence, report.steps[0].findings[0].sentence, report.facts],
		['cannot-be-checked', 'verdict.erased', 'refused.gone', []]);
	for (const other of [404, 'nothing', { ...tombstone, revoked: 'true' }, { ...tombstone, id: address }]) {
		assert.deepEqual(await outcome(address, published({ [left]: other })), ['cannot-be-checked', 'format:not-checked:refused.missing']);
	}
});

test('an address that begins as those of this site leads nowhere else unasked', needsTables, async () => {
	for (const rest of ['https://evil.example/x.json', '//evil.example/x.json', '../x.json', '\\\\evil.example\\x.json', '%2e%2e/x.json', '@evil.example']) {
		const env = environment({}, { base: BASE, root: 'http://127.0.0.1:8000/site/', allowed: new Set() });
		await check(BASE + rest, env);
		for (const url of env.asked) assert.ok(url.startsWith('http://127.0.0.1:8000/site/'), url);
	}
});

test('the recipient is compared as typed, trimmed and in lower case', needsTables, async () => {
	const text = JSON.stringify(await good());
	const step = async (email) => (await check(text, environment(published(), { email }))).steps.at(-1).findings[0];
	assert.equal((await step('ada@example.org')).sentence, 'recipient.typed');
	assert.equal((await step(' ada@example.org ')).sentence, 'recipient.trimmed');
	assert.equal((await step('Ada@Example.org')).sentence, 'recipient.lower');
	assert.equal((await step('  ')).sentence, 'recipient.not-asked');
	const report = await check(text, environment(published(), { email: 'bob@example.org' }));
	assert.deepEqual([report.verdict, report.sentence], ['not-verified', 'verdict.other-recipient']);
	assert.equal(hashOf('a@example.com', 'Kosher'), 'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399');
});

// Every way to change one place of a value: each leaf, each member or item deleted, each object extended.
function* changesOf(value, replace = (changed) => changed) {
	if (typeof value === 'string') yield [replace(`${value}x`), `changed ${value.slice(0, 20)}`];
	else if (typeof value === 'boolean') yield [replace(!value), 'negated'];
	else if (Array.isArray(value)) {
		for (const [index, item] of value.entries()) {
			yield* changesOf(item, (changed) => replace(value.with(index, changed)));
			yield [replace(value.toSpliced(index, 1)), `item ${index} of ${value.length} deleted`];
		}
		yield [replace([...value, 'added']), 'item added'];
	} else {
		for (const [name, member] of Object.entries(value)) {
			yield* changesOf(member, (changed) => replace({ ...value, [name]: changed }));
			const { [name]: _, ...rest } = value;
			yield [replace(rest), `${name} deleted`];
			yield [replace({ ...rest, [name]: null }), `${name} null`];
		}
		yield [replace({ ...value, narrative: 'added' }), 'member added'];
	}
}

test('no change of a signed credential is ever accepted', needsTables, async () => {
	let count = 0;
	for (const suite of ['eddsa-rdfc-2022', 'eddsa-jcs-2022']) {
		const document = await signed(withStatus(), key, { cryptosuite: suite });
		for (const [changed, what] of changesOf(document)) {
			const { verdict, facts } = await check(JSON.stringify(changed), environment(published()));
			count++;
			if (changed.proof?.length === 2) {
				// A false proof beside the right one does not take that away, and is told of.
				assert.equal(verdict, 'verified-with-warnings');
				continue;
			}
			assert.match(verdict, /^(not-verified|cannot-be-checked)$/, `${suite}: ${what}`);
			assert.deepEqual(facts, []);
		}
	}
	console.log(`${count} changed credentials refused`);
	assert.ok(count > 300);
});

test('a hostile document ends in a clear refusal within two seconds', needsTables, async () => {
	const nested = `${'{"a":'.repeat(200000)}1${'}'.repeat(200000)}`;
	const entangled = Array.from({ length: 60 }, (_, index) => ({ type: ['Alignment'], targetName: 'x', id: `_:b${index}` }));
	const cycle = { ...credential(), evidence: Array.from({ length: 12 }, () => ({ type: ['Evidence'], name: 'same' })) };
	for (const text of [nested, JSON.stringify({ ...await good(), evidence: entangled }), JSON.stringify({ ...cycle, proof: (await good()).proof }),
		`{"a":"${'\\\\'.repeat(400000)}"}`, `[${'1,'.repeat(400000)}1]`, `{"@context":["https://www.w3.org/ns/credentials/v2"],"issuer":[]}`]) {
		const before = performance.now();
		const { verdict } = await check(text, environment(published()));
		assert.ok(performance.now() - before < 2000, text.slice(0, 30));
		assert.match(verdict, /^(not-verified|cannot-be-checked)$/);
	}
});

test('a first check takes a few milliseconds', needsTables, async () => {
	const text = JSON.stringify(await signed(withStatus(), key));
	const env = environment(published());
	await check(text, env);
	const before = performance.now();
	for (let round = 0; round < 20; round++) await check(text, env);
	console.log(`one warm check with its status list: ${((performance.now() - before) / 20).toFixed(1)} ms`);
	assert.ok(NOW > 0);
});
