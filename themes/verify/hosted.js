// Open Badges 2.0. A hosted assertion proves nothing by itself: what counts is what its address
// answers today. A signed one proves itself by the issuer's key.
//
// Source: Open Badges v2.0, "Verification"; "Hosted Badges", "Signed Badges", "Revoked assertions".
import { fromUtf8 } from './codec.js';
import { isObject, listOf, readJsonObject } from './json.js';
import { verifyJws } from './jwt.js';
import { ask, askForJson, hostOf } from './network.js';
import { refuse } from './refusal.js';
import { reasonOf } from './status.js';

const OPEN_BADGES_2 = 'https://w3id.org/openbadges/v2';

function isAssertion(document) {
	return listOf(document['@context']).includes(OPEN_BADGES_2);
}

// The first property that makes it no assertion, or `null`.
function assertionFlawOf(document) {
	if (!listOf(document.type).includes('Assertion')) return 'type';
	if (typeof document.id !== 'string' || (!hostOf(document.id) && !document.id.startsWith('urn:uuid:'))) return 'id';
	if (document.revoked === true) return null;
	if (String(document.image).startsWith('data:')) return 'image';
	return ['recipient', 'badge', 'verification', 'issuedOn'].find((name) => document[name] === undefined) ?? null;
}

// Gives the document that counts, the badge, the issuer and the steps; `copy` is what was shown to us.
async function checkHosted(copy, env) {
	const host = hostOf(copy.id);
	const { status, bytes, isOwn } = await ask(env, copy.id, 'hosted');
	const signature = ['pass', 'signature.hosted', { host }];
	const otherwise = (sentence) => ({ steps: { signature: ['fail', sentence, { host }] } });
	const document = status === 200 ? readJsonObject(fromUtf8(bytes)) : { id: copy.id, revoked: status === 410 };
	if (document.id !== copy.id) return otherwise('signature.not-hosted');
	// The address itself says that it was revoked, and need say no more.
	if (document.revoked === true) {
		return { steps: { signature, issuer: ['pass', 'issuer.hosted'], status: ['fail', 'status.revoked', reasonOf(document)] } };
	}
	if (assertionFlawOf(document)) return otherwise('signature.not-hosted');
	const differs = ['badge', 'recipient'].some((name) => identity(copy[name]) !== identity(document[name]));
	if (differs) return otherwise('signature.differs');
	const { badge, issuer } = await definitionOf(document, env);
	const step = scopeOf(document.id, issuer);
	return { document, badge, issuer, steps: {
		signature, issuer: step[0] === 'pass' && isOwn && !env.isHome ? ['warn', 'issuer.copy'] : step,
		status: await listed(document, issuer, env) ?? ['pass', 'status.hosted', { host }],
	} };
}

// What must be the same in the copy and at its address.
function identity(value) {
	return isObject(value) ? JSON.stringify([value.id, value.type, value.identity, value.salt]) : String(value);
}

async function checkSigned(jws, env) {
	const document = jws.payload;
	const { badge, issuer } = await definitionOf(document, env);
	const { document: key } = await askForJson(env, String(document.verification?.creator), 'key');
	const isListed = listOf(issuer.publicKey).some((one) => (one.id ?? one) === key.id) && key.owner === issuer.id;
	if (typeof key.publicKeyPem !== 'string') refuse('wrong-key', { kind: 'RS256' });
	const isRight = await verifyJws(jws, { pem: key.publicKeyPem }, env.subtle);
	return { document, badge, issuer, steps: {
		signature: isRight ? ['pass', 'signature.ok'] : ['fail', 'signature.mismatch'],
		issuer: isListed ? ['pass', 'issuer.ok'] : ['fail', 'issuer.other-key', { key: String(key.id), issuer: issuer.id }],
		status: await listed(document, issuer, env) ?? ['pass', 'status.none'],
	} };
}

// The badge and its issuer, from their own addresses; copies within the assertion do not count.
async function definitionOf(document, env) {
	const badge = await follow(document.badge, 'BadgeClass', env);
	const issuer = await follow(badge.issuer, null, env);
	return { badge, issuer };
}

async function follow(link, type, env) {
	const address = String(link?.id ?? link);
	if (!hostOf(address)) return isObject(link) ? link : refuse('unreachable', { host: address });
	const { document } = await askForJson(env, address, 'hosted');
	// A document that gives itself the name of another site does not count.
	const isElsewhere = hostOf(document.id) !== null && hostOf(document.id) !== hostOf(address);
	const isRight = !isElsewhere && (!type || listOf(document.type).includes(type));
	return isRight ? document : refuse('missing', { address, status: 200 });
}

// Whether the issuer lets this address speak for it.
function scopeOf(id, issuer) {
	const { startsWith, allowedOrigins } = isObject(issuer.verification) ? issuer.verification : {};
	const starts = listOf(startsWith);
	const host = hostOf(issuer.id);
	const origins = allowedOrigins === undefined ? [host] : listOf(allowedOrigins);
	if (starts.length && !starts.some((start) => id.startsWith(start))) return ['fail', 'issuer.out-of-scope'];
	if (!host) return ['warn', 'issuer.unknown'];
	return origins.includes(hostOf(id)) ? ['pass', 'issuer.hosted'] : ['fail', 'issuer.out-of-scope'];
}

async function listed(document, issuer, env) {
	if (issuer.revocationList === undefined) return null;
	const { document: list } = await askForJson(env, String(issuer.revocationList), 'status');
	const found = listOf(list.revokedAssertions).find((one) => [one, one?.id, one?.uid].includes(document.id));
	return found ? ['fail', 'status.revoked', reasonOf(found)] : null;
}

function hostedFactsOf({ document, badge, issuer }) {
	const { criteria } = badge;
	return {
		issuer: issuer.name, badge: badge.name, issued: document.issuedOn, expires: document.expires,
		description: badge.description, criteria: criteria?.narrative, 'criteria-address': criteria?.id ?? criteria,
		id: document.id,
	};
}

export { assertionFlawOf, checkHosted, checkSigned, hostedFactsOf, isAssertion };
