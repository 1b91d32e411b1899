// JSON Web Tokens: credentials (VC-JWT) and Open Badges 2.0 assertions, signed as they are.
import { fromBase64url, fromUtf8, toUtf8 } from './codec.js';
import { verifyEd25519 } from './ed25519.js';
import { readJsonObject } from './json.js';
import { refuse } from './refusal.js';

const ALGORITHMS = {
	EdDSA: {},
	ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
	RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
};

// Reads a compact JWS; nothing is checked yet.
function readJws(text) {
	const parts = text.split('.').map((part) => fromBase64url(part) ?? refuse('malformed-jws'));
	if (parts.length !== 3) refuse('malformed-jws');
	const [header, payload] = parts.slice(0, 2).map((part) => readJsonObject(fromUtf8(part)));
	if (!Object.hasOwn(ALGORITHMS, header.alg)) refuse('unknown-suite', { suite: String(header.alg) });
	// Extensions that a reader must know, and this one does not.
	if (Object.hasOwn(header, 'crit')) refuse('unknown-suite', { suite: 'crit' });
	const signed = toUtf8(text.slice(0, text.lastIndexOf('.')));
	return { header, payload, signature: parts[2], signed };
}

// `key` is a JWK, `{pem}`, or `{raw}` with the bytes of an Ed25519 key.
async function verifyJws({ header, signature, signed }, key, subtle) {
	if (header.alg === 'EdDSA') {
		const raw = key.raw ?? (key.kty === 'OKP' && key.crv === 'Ed25519' && fromBase64url(key.x));
		return raw ? verifyEd25519(raw, signature, signed, subtle) : refuse('wrong-key', { kind: 'Ed25519' });
	}
	const algorithm = ALGORITHMS[header.alg];
	try {
		const imported = key.pem
			? await subtle.importKey('spki', bytesOfPem(key.pem), algorithm, false, ['verify'])
			: await subtle.importKey('jwk', publicPart(key), algorithm, false, ['verify']);
		if (imported.algorithm.modulusLength < 2048) refuse('wrong-key', { kind: 'RSA 2048' });
		return await subtle.verify(algorithm, imported, signature, signed);
	} catch {
		return refuse('wrong-key', { kind: header.alg });
	}
}

// Without what a JWK says about its use, on which issuers and browsers disagree.
function publicPart({ kty, n, e, crv, x, y }) {
	return JSON.parse(JSON.stringify({ kty, n, e, crv, x, y }));
}

function bytesOfPem(pem) {
	const base64 = pem.replace(/-----[^-]*-----|\s/g, '');
	return fromBase64url(base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')) ?? new Uint8Array();
}

export { publicPart, readJws, verifyJws };
