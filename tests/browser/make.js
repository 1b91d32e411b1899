// Makes what tests check: keys, signed credentials, status lists, pictures, an environment.
import { createHash, generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { nameAlike } from '../../themes/verify/alike.js';
import { checkAssertion } from '../../themes/verify/assertion.js';
import { besidePage, isErased } from '../../themes/verify/beside.js';
import { crc32, toUtf8 } from '../../themes/verify/codec.js';
import { signedJson } from '../../themes/verify/json-proof.js';
import { verifyWithNumbers } from '../../themes/verify/numbers.js';
import { checkEndorsements, checkNewer, toldOf } from '../../themes/verify/others.js';
import { foreignIds, withoutAddress } from '../../themes/verify/owners.js';
import { canonicalize, signedBytes } from '../../themes/verify/proof.js';
import { fromSvg } from '../../themes/verify/svg.js';
import { recipientFindings } from '../../themes/verify/recipient.js';
import { checkIdList } from '../../themes/verify/revoked.js';
import { checkToken, readJwk, readToken } from '../../themes/verify/tokens.js';
import { contexts, usualContexts } from './data.js';
import { parseXml } from './xml.js';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export function toBase58(bytes) {
	let number = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
	let text = '';
	for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
	return '1'.repeat([...bytes].findIndex((byte) => byte)) + text;
}

export function newKey() {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url');
	return { privateKey, raw, multikey: `z${toBase58([0xed, 1, ...raw])}` };
}

export const NOW = Date.parse('2026-06-01T12:00:00Z');
export const BASE = 'https://badges.example.org/';
export const ISSUER = 'did:web:badges.example.org';
export const ADDRESS = `${BASE}awards/7f/7f3k.json`;

export function credential(changes = {}) {
	return {
		'@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
		id: ADDRESS, type: ['VerifiableCredential', 'OpenBadgeCredential'], name: 'Rust basics',
		issuer: { id: ISSUER, type: ['Profile'], name: 'Example Makers', url: 'https://example.org/' },
		validFrom: '2026-05-01T00:00:00Z', awardedDate: '2026-05-01T00:00:00Z',
		credentialSubject: {
			type: ['AchievementSubject'],
			identifier: [
				{ type: 'IdentityObject', hashed: true, identityHash: hashOf('ada@example.org', 'salt'), identityType: 'emailAddress', salt: 'salt' },
				{ type: 'IdentityObject', hashed: false, identityHash: 'Ada', identityType: 'name' },
			],
			achievement: { id: `${BASE}badges/rust`, type: ['Achievement'], name: 'Rust basics', description: 'Can read Rust.',
				criteria: { narrative: 'Read some Rust.' }, tag: ['rust', 'code'],
				alignment: [{ type: ['Alignment'], targetName: 'Reading', targetUrl: 'https://example.com/reading' }] },
		},
		...changes,
	};
}

export const hashOf = (email, salt) => `sha256$${createHash('sha256').update(email + salt).digest('hex')}`;

// What the second script holds, as the page gives it.
export const more = async () => ({ allContexts: contexts, besidePage, checkAssertion, checkEndorsements, checkIdList, checkNewer, checkToken, foreignIds, fromSvg, isErased, nameAlike, readJwk,
	readToken, recipientFindings, signedJson, toldOf, verifyWithNumbers, withoutAddress });

export function bytesToSign(document, proof, suite, known = contexts()) {
	const { proof: _, ...unsecured } = document;
	return signedBytes(document, proof, suite, { contexts: known, more }, () => canonicalize(unsecured, { contexts: known, more }));
}

export async function signed(document, key, changes = {}) {
	const { signWith = key, ...options } = changes;
	const proof = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', created: '2026-05-01T00:00:00Z',
		verificationMethod: `${ISSUER}#${key.multikey}`, proofPurpose: 'assertionMethod', ...options };
	const bytes = await bytesToSign(document, proof, proof.cryptosuite ?? proof.type);
	const value = `z${toBase58(sign(null, bytes, signWith.privateKey))}`;
	return { ...document, proof: [{ ...proof, proofValue: value }] };
}

export function didDocument(key, changes = {}) {
	const id = `${ISSUER}#${key.multikey}`;
	return { id: ISSUER, assertionMethod: [id],
		verificationMethod: [{ id, type: 'Multikey', controller: ISSUER, publicKeyMultibase: key.multikey }], ...changes };
}

export const STATUS = `${BASE}status/revocation-1.json`;
export const statusEntry = (index, changes = {}) => ({ type: 'BitstringStatusListEntry', statusPurpose: 'revocation',
	statusListIndex: String(index), statusListCredential: STATUS, ...changes });

export function statusList(set, { bytes = 16384, purpose = 'revocation', encoded, ...changes } = {}) {
	const bits = Buffer.alloc(bytes);
	for (const index of set) bits[index >> 3] |= 0x80 >> (index & 7);
	return {
		'@context': ['https://www.w3.org/ns/credentials/v2'], id: STATUS,
		type: ['VerifiableCredential', 'BitstringStatusListCredential'], issuer: ISSUER, validFrom: '2026-05-01T00:00:00Z',
		credentialSubject: { id: `${STATUS}#list`, type: 'BitstringStatusList', statusPurpose: purpose,
			encodedList: encoded ?? `u${gzipSync(bits).toString('base64url')}` },
		...changes,
	};
}

// `files` maps addresses to what they answer: an object, a text, bytes, or a status code.
export function environment(files = {}, changes = {}) {
	const asked = [];
	return {
		contexts: usualContexts(), subtle: webcrypto.subtle, more, now: NOW, parseXml, asked,
		allowed: { has: () => true }, base: undefined, root: undefined, isHome: true,
		async fetch(url) {
			asked.push(url);
			const answer = files[url] ?? 404;
			if (answer === 'unreachable') throw new TypeError('Failed to fetch');
			if (typeof answer === 'number') return new Response('nothing', { status: answer });
			const isRaw = typeof answer === 'string' || answer instanceof Uint8Array;
			return new Response(isRaw ? answer : JSON.stringify(answer));
		},
		...changes,
	};
}

function chunk(kind, content) {
	const framed = Buffer.concat([Buffer.alloc(4), Buffer.from(kind, 'latin1'), content, Buffer.alloc(4)]);
	framed.writeUInt32BE(content.length, 0);
	framed.writeUInt32BE(crc32(framed.subarray(4, -4)), framed.length - 4);
	return framed;
}

export const iText = (keyword, text, flag = 0) => chunk('iTXt', Buffer.concat([
	Buffer.from(`${keyword}\0${String.fromCharCode(flag)}\0\0\0`, 'latin1'),
	flag ? deflateSync(toUtf8(text)) : toUtf8(text)]));
export const textChunk = (keyword, text) => chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'));

export function png(...chunks) {
	const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
	return new Uint8Array(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), ...chunks,
		chunk('IDAT', deflateSync(Buffer.from([0, 0]))), chunk('IEND', Buffer.alloc(0))]));
}
