// JSON Web Tokens: credentials (VC-JWT) and Open Badges 2.0 assertions, signed as they are.
import { fromBase64, fromBase64url, fromUtf8, toUtf8 } from './codec.js';
import { parseDate } from './dates.js';
import { isSound, verifyEd25519 } from './ed25519.js';
import { idOf, isObject, isText, readJsonObject } from './json.js';
import { keyInName } from './keys.js';
import { canonicalize } from './proof.js';
import { condemn, refuse } from './refusal.js';
import { validityOf } from './shape.js';
import { keyFor } from './signature.js';

const ALGORITHMS = {
	EdDSA: { crv: 'Ed25519' },
	ES256: { crv: 'P-256', name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
	RS256: { kty: 'RSA', name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
};

// Takes a compact JWS apart; nothing is checked yet.
function readToken(text) {
	const parts = text.split('.').map((part) => fromBase64url(part) ?? refuse('malformed-jws'));
	if (parts.length !== 3 || parts.some((part) => !part.length)) refuse('malformed-jws');
	const [header, payload] = parts.slice(0, 2).map((part) => readJsonObject(fromUtf8(part) ?? refuse('malformed-jws')));
	const { alg = 'none', crit, b64 } = header;
	// Extensions that a reader must know, and this one does not.
	if (crit !== undefined || b64 !== undefined) refuse('unknown-suite', { suite: 'crit' });
	if (!Object.hasOwn(ALGORITHMS, alg)) refuse('unknown-suite', { suite: String(alg) });
	const token = { header, payload, signature: parts[2], signed: toUtf8(text.slice(0, text.lastIndexOf('.'))) };
	return { document: isObject(payload.vc) ? payload.vc : payload, token };
}

// About the use of a key, issuers and browsers disagree. One with a secret part could be anybody's.
function readJwk(jwk, kind) {
	const { kty, crv, x, y, n, e } = isObject(jwk) && jwk.d === undefined ? jwk : {};
	const raw = crv === 'Ed25519' && fromBase64url(x);
	if (raw && isSound(raw)) return { raw };
	return kty === 'EC' || kty === 'RSA' ? { jwk: JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) } : condemn('wrong-key', { kind });
}

// A key is `{raw}`, `{jwk}` or `{spki}`.
async function verifyJws({ header: { alg }, signature, signed }, key, env) {
	const wrong = () => condemn('wrong-key', { kind: alg });
	const { kty, crv, ...algorithm } = ALGORITHMS[alg];
	const isKind = key.raw ? crv === 'Ed25519' : key.spki ? kty : kty ? kty === key.jwk.kty : crv === key.jwk.crv;
	if (!isKind) wrong();
	if (key.raw) return verifyEd25519(key.raw, signature, signed, env);
	const written = key.spki ? ['spki', key.spki] : ['jwk', key.jwk];
	const imported = await env.subtle.importKey(...written, algorithm, false, ['verify']).catch(wrong);
	const { modulusLength = 2048 } = imported.algorithm;
	if (modulusLength < 2048 || modulusLength > 8192) wrong();
	return env.subtle.verify(algorithm, imported, signature, signed);
}

function readPem(pem) {
	const [, base64] = (isText(pem) && /-----BEGIN PUBLIC KEY-----([^-]*)-----END/.exec(pem)) || [];
	const spki = base64 && fromBase64(base64.replace(/\s/g, '').replace(/={1,2}$/, ''));
	return spki ? { spki } : refuse('wrong-key', { kind: 'RS256' });
}

async function checkToken(shown, token, document, issuer, env) {
	const { alg, kid, jwk } = token.header;
	shown.suite = `JWT ${alg}`;
	const own = jwk === undefined ? null : readJwk(jwk, alg);
	const method = isText(kid) ? kid : '';
	if (!method && !own) condemn('malformed-jws');
	const key = await keyFor(shown, method, keyInName(method) ?? own, issuer, env);
	if (!key) return ['not-checked', 'signature.no-key'];
	if (!await verifyJws(token, key, env)) condemn('signature.mismatch');
	const name = wrongClaim(token.payload, document);
	if (name) condemn('signature.claim', { name });
	// The token's own members have no meaning in the credential's vocabulary.
	const { iss, jti, nbf, sub, exp, iat, aud, proof, ...unsecured } = document;
	await canonicalize(unsecured, env);
	return ['pass', 'signature.ok'];
}

// What the token says beside the credential must not contradict it.
function wrongClaim(payload, document) {
	const [nbf, exp] = validityOf(document).map((date) => Math.floor(parseDate(date) / 1000));
	const expected = { iss: idOf(document.issuer), jti: document.id, sub: document.credentialSubject?.id, nbf, exp };
	return Object.keys(expected).find((name) => payload[name] !== undefined
		&& (typeof payload[name] === 'number' ? Math.floor(payload[name]) : payload[name]) !== expected[name]);
}

export { checkToken, readJwk, readPem, readToken, verifyJws };
