// Signatures: what is accepted is what `accolade` accepts, in every browser.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { fromBase58, fromBase64url, inflate, toHex } from '../../themes/verify/codec.js';
import { verifyEd25519 } from '../../themes/verify/ed25519.js';
import { keyInName } from '../../themes/verify/keys.js';
import { md5 } from '../../themes/verify/md5.js';
import { readProof } from '../../themes/verify/proof.js';
import { readJwk, readPem, readToken, verifyJws } from '../../themes/verify/tokens.js';
import { contexts, json, needsBoth, needsData, text } from './data.js';
import { NOW, bytesToSign, more, newKey } from './make.js';

const bytesOf = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const unsupported = async () => { throw new DOMException('no Ed25519', 'NotSupportedError'); };
const { subtle } = webcrypto;
const env = { subtle, more };
const paths = { browser: env, numbers: { subtle: { importKey: unsupported, digest: (...args) => subtle.digest(...args) }, more } };

for (const [name, crypto] of Object.entries(paths)) {
	test(`the test vectors of RFC 8032 verify, and no changed one does (${name})`, async () => {
		const vectors = [
			['d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
				'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
			['3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
				'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
			['fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
				'6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
		];
		for (const [key, message, signature] of vectors) {
			assert.ok(await verifyEd25519(bytesOf(key), bytesOf(signature), bytesOf(message), crypto));
			for (const index of [0, 31, 32, 63]) {
				const changed = bytesOf(signature);
				changed[index] ^= 1;
				assert.equal(await verifyEd25519(bytesOf(key), changed, bytesOf(message), crypto), false);
			}
			assert.equal(await verifyEd25519(bytesOf(key), bytesOf(signature), bytesOf(`${message}00`), crypto), false);
		}
	});

	test(`of the cases on which implementations differ only case 3 is accepted (${name})`, needsData, async () => {
		const cases = json('ed25519-speccheck', 'cases.json');
		const accepted = [];
		for (const [index, { message, pub_key: key, signature }] of cases.entries()) {
			if (await verifyEd25519(bytesOf(key), bytesOf(signature), bytesOf(message), crypto)) accepted.push(index);
		}
		assert.equal(cases.length, 12);
		assert.deepEqual(accepted, [3]);
	});
}

test('keys and signatures of other lengths are refused', async () => {
	assert.equal(await verifyEd25519(new Uint8Array(31), new Uint8Array(64), new Uint8Array(), env), false);
	assert.equal(await verifyEd25519(Uint8Array.from(newKey().raw), new Uint8Array(65), new Uint8Array(), env), false);
	assert.throws(() => keyInName('did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hw'), { code: 'wrong-key' });
	assert.throws(() => keyInName('did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc'), { code: 'wrong-key' });
});

const suites = {
	'eddsa-rdfc-2022': ['DataInt', 'eddsa-rdfc-2022'],
	'eddsa-jcs-2022': ['JCS', 'eddsa-jcs-2022'],
	Ed25519Signature2020: ['EdSig', 'Ed25519Signature2020'],
};
for (const [suite, [ending, folder]] of Object.entries(suites)) {
	test(`the published vectors of ${suite} come out and verify`, needsBoth, async () => {
		const signed = json('vc-di-eddsa', folder, `signed${ending}.json`);
		const examples = ['https://www.w3.org/ns/credentials/examples/v2', json('contexts', 'credentials-examples-v2.json')['@context']];
		const known = contexts([withoutVocabulary(examples)]);
		const { suite: found, signature, method } = readProof(signed.proof, NOW, {});
		assert.equal(found, suite);
		const bytes = await bytesToSign(signed, signed.proof, suite, known);
		assert.equal(toHex(bytes), text('vc-di-eddsa', folder, `combinedHash${ending}.txt`).trim());
		assert.ok(await verifyEd25519(keyInName(`did:key:${method.split('#')[1]}`).raw, signature, bytes, env));
		const changed = { ...signed, name: `${signed.name}!` };
		const other = await bytesToSign(changed, signed.proof, suite, known);
		assert.equal(await verifyEd25519(keyInName(`did:key:${method.split('#')[1]}`).raw, signature, other, env), false);
	});
}

// The example context is one `@vocab`; these are the terms that the vectors use of it.
function withoutVocabulary([url, context]) {
	const vocabulary = [context].flat().map((one) => one['@vocab']).find(Boolean) ?? 'https://www.w3.org/ns/credentials/examples#';
	const terms = ['AlumniCredential', 'alumniOf', 'ExampleAlumniCredential'];
	return [url, Object.fromEntries(terms.map((term) => [term, { iri: vocabulary + term }]))];
}

test('proofs that promise too little are refused before any signature is looked at', () => {
	const proof = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', created: '2026-05-01T00:00:00Z',
		verificationMethod: 'did:web:a.example#k', proofPurpose: 'assertionMethod',
		proofValue: 'z41ZsNkz78FHSGkAD5J4b8EN49DkywMMJSL3UdUNffbsCAWmTLPvtnJpd3JGGooYX7TNrzgsTLkXUWiGsRRZ788ML' };
	assert.equal(readProof(proof, NOW, {}).signature.length, 64);
	const cases = [
		[{ proofPurpose: 'authentication' }, 'malformed-proof'], [{ proofPurpose: undefined }, 'malformed-proof'],
		[{ cryptosuite: 'ecdsa-sd-2023' }, 'unknown-suite'], [{ type: 'Other' }, 'unknown-suite'],
		[{ previousProof: 'urn:x' }, 'chained-proof'], [{ created: 'yesterday' }, 'malformed-proof'],
		[{ expires: '2026-05-31T00:00:00Z' }, 'proof-expired'], [{ proofValue: undefined }, 'malformed-proof'],
		[{ proofValue: `u${proof.proofValue.slice(1)}` }, 'malformed-proof'], [{ proofValue: proof.proofValue.slice(0, -2) }, 'malformed-proof'],
		[{ verificationMethod: 'z6Mkr' }, 'malformed-proof'], [{ type: ['DataIntegrityProof', 'x'] }, 'malformed-proof'],
	];
	for (const [changes, code] of cases) {
		assert.throws(() => readProof({ ...proof, ...changes }, NOW, {}), { code }, JSON.stringify(changes));
	}
});

test('tokens signed with EdDSA, ES256 and RS256 verify; changed ones and short keys do not', async () => {
	const kinds = {
		EdDSA: generateKeyPairSync('ed25519'), ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
		RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
	};
	const jwsOf = (alg, { privateKey }, header = {}) => {
		const start = [{ alg, ...header }, { a: 1 }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
		const key = alg === 'ES256' ? { key: privateKey, dsaEncoding: 'ieee-p1363' } : privateKey;
		return `${start}.${sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(start), key).toString('base64url')}`;
	};
	for (const [alg, pair] of Object.entries(kinds)) {
		const jwk = pair.publicKey.export({ format: 'jwk' });
		const written = jwsOf(alg, pair);
		assert.equal(await verifyJws(readToken(written).token, readJwk({ ...jwk, use: 'enc', key_ops: ['sign'] }), env), true, alg);
		const [header, , signature] = written.split('.');
		const changed = `${header}.${Buffer.from('{"a":2}').toString('base64url')}.${signature}`;
		assert.equal(await verifyJws(readToken(changed).token, readJwk(jwk), env), false, alg);
	}
	const pem = kinds.RS256.publicKey.export({ type: 'spki', format: 'pem' });
	assert.equal(await verifyJws(readToken(jwsOf('RS256', kinds.RS256)).token, readPem(pem), env), true);
	const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
	await assert.rejects(verifyJws(readToken(jwsOf('RS256', short)).token, readJwk(short.publicKey.export({ format: 'jwk' })), env), { code: 'wrong-key' });
	await assert.rejects(verifyJws(readToken(jwsOf('ES256', kinds.ES256)).token, readJwk(kinds.RS256.publicKey.export({ format: 'jwk' })), env), { code: 'wrong-key' });
	for (const alg of ['none', 'HS256', 'constructor']) assert.throws(() => readToken(jwsOf(alg, kinds.RS256)), { code: 'unknown-suite' });
	assert.throws(() => readToken(jwsOf('RS256', kinds.RS256, { crit: ['b64'] })), { code: 'unknown-suite' });
});

test('base58 and base64url are read only as an encoder would have written them', () => {
	assert.equal(toHex(fromBase58('112')), '000001');
	assert.equal(fromBase58('0'), null);
	assert.equal(fromBase58('1'.repeat(300)), null);
	for (const length of [0, 1, 2, 3, 4, 100]) {
		const bytes = webcrypto.getRandomValues(new Uint8Array(length));
		assert.deepEqual(fromBase64url(Buffer.from(bytes).toString('base64url')), bytes);
	}
	for (const wrong of ['A', 'AB=', 'A+', 'AB', 'AAAAA', 'A A', undefined]) assert.equal(fromBase64url(wrong), null, wrong);
});

test('inflating stops at the limit', async () => {
	const { gzipSync } = await import('node:zlib');
	const bomb = gzipSync(Buffer.alloc(64 << 20));
	await assert.rejects(inflate(bomb, 'gzip', 1 << 20), { code: 'too-large' });
	await assert.rejects(inflate(bomb.subarray(0, 1000), 'gzip', 128 << 20));
	assert.equal((await inflate(gzipSync(Buffer.alloc(1000)), 'gzip', 1000)).length, 1000);
});

test('a key of nothing but padding is refused, and not looked at for ever', () => {
	const pem = `-----BEGIN PUBLIC KEY-----${'='.repeat(1_000_000)}x-----END`;
	assert.throws(() => readPem(pem), { code: 'wrong-key' });
});

test('MD5 is that of everybody else', () => {
	for (let length = 0; length < 200; length++) {
		const bytes = new Uint8Array(length).fill(length);
		assert.equal(toHex(md5(bytes)), createHash('md5').update(bytes).digest('hex'));
	}
});
