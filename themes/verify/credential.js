// Open Badges 3.0: what a credential must have, who signed it, and what it says.
import { parseDate } from './dates.js';
import { keyInName, keyListAddress, listedKey } from './did.js';
import { verifyEd25519 } from './ed25519.js';
import { isObject, listOf, readJsonObject } from './json.js';
import { publicPart, readJws, verifyJws } from './jwt.js';
import { askForJson, hostOf } from './network.js';
import { proofsOf, readProof, signedBytes } from './proof.js';
import { Refusal, refuse } from './refusal.js';

const CREDENTIALS_2 = 'https://www.w3.org/ns/credentials/v2';
const CREDENTIALS_1 = 'https://www.w3.org/2018/credentials/v1';
const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/context';

const idOf = (value) => (isObject(value) ? value.id : value);
const hasType = (value, type) => isObject(value) && listOf(value.type).includes(type);
const isText = (value) => typeof value === 'string';

// Whether a document claims to be a verifiable credential of any kind.
function isCredential(document) {
	return [CREDENTIALS_1, CREDENTIALS_2].includes(listOf(document['@context'])[0])
		|| listOf(document.type).includes('VerifiableCredential');
}

// The first property that makes it no valid Open Badge, or `null`.
function flawOf(document) {
	const { '@context': context, type, issuer, credentialSubject: subject } = document;
	const [first, second] = listOf(context);
	const isEndorsement = listOf(type).includes('EndorsementCredential');
	const isBadge = ['OpenBadgeCredential', 'AchievementCredential'].some((name) => listOf(type).includes(name));
	const { achievement } = isObject(subject) ? subject : {};
	const rules = {
		'@context': [CREDENTIALS_1, CREDENTIALS_2].includes(first) && isText(second) && second.startsWith(OPEN_BADGES),
		type: listOf(type).includes('VerifiableCredential') && (isBadge || isEndorsement),
		id: isText(document.id),
		issuer: isText(idOf(issuer)),
		'issuer.type': !isObject(issuer) || hasType(issuer, 'Profile'),
		credentialSubject: isObject(subject) && (subject.id !== undefined || listOf(subject.identifier).length > 0),
		'credentialSubject.type': hasType(subject, isEndorsement ? 'EndorsementSubject' : 'AchievementSubject'),
		'credentialSubject.result.type': listOf(subject?.result).every((result) => hasType(result, 'Result')),
		'credentialSubject.achievement': isEndorsement || (hasType(achievement, 'Achievement')
			&& isText(achievement.name) && isText(achievement.description)),
		'credentialSubject.achievement.criteria': isEndorsement
			|| isText(achievement?.criteria?.id ?? achievement?.criteria?.narrative),
	};
	return Object.keys(rules).find((name) => !rules[name]) ?? null;
}

// When it holds: `{from, until}` as written, either may be missing.
function validityOf(document) {
	const isOld = listOf(document['@context'])[0] === CREDENTIALS_1;
	const [from, until] = isOld ? ['issuanceDate', 'expirationDate'] : ['validFrom', 'validUntil'];
	return { from: document[from], until: document[until], isNeeded: true };
}

// Checks who signed a text: JSON with a proof, or a JWS. Gives the document and two steps, each
// `[state, sentence, values]`.
async function prove(text, env) {
	if (!text.startsWith('{')) return proveJws(readJws(text), env);
	const document = readJsonObject(text);
	const results = [];
	for (const proof of proofsOf(document)) results.push(await proveBy(document, proof, env));
	const rank = ({ signature, issuer }) => ['fail', 'pass', 'not-checked'].indexOf(signature[0]) * 4
		+ ['pass', 'warn', 'not-checked', 'fail'].indexOf(issuer[0]);
	// Any proof suffices, but a false one spoils the document.
	const [best] = results.sort((a, b) => rank(a) - rank(b));
	const unknown = results.find((result) => result.unknown);
	if (best.signature[0] === 'pass' && unknown) best.signature = ['warn', 'signature.others', unknown.signature[2]];
	return { document, ...best };
}

const NOT_REACHED = ['not-checked', 'issuer.not-reached'];

async function proveBy(document, proof, env) {
	try {
		const { suite, method, signature } = readProof(proof, env.now);
		const bytes = await signedBytes(document, proof, suite, env.contexts);
		const { key, step } = await keyFor(method, idOf(document.issuer), env);
		if (!key) return { suite, signature: ['not-checked', 'signature.no-key'], issuer: step };
		if (!key.raw) refuse('wrong-key', { kind: 'Ed25519' });
		return { suite, ...judged(await verifyEd25519(key.raw, signature, bytes, env.subtle), step) };
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		const isWrong = ['malformed-proof', 'proof-expired'].includes(error.code);
		return { signature: refused(error, isWrong), issuer: NOT_REACHED, unknown: error.code === 'unknown-suite' };
	}
}

function judged(isRight, step) {
	return isRight ? { signature: ['pass', 'signature.ok'], issuer: step }
		: { signature: ['fail', 'signature.mismatch'], issuer: NOT_REACHED };
}

function refused({ code, values }, isFailure = false) {
	return [isFailure ? 'fail' : 'not-checked', `refused.${code}`, values];
}

async function proveJws(jws, env) {
	const { header, payload } = jws;
	const document = isObject(payload.vc) ? payload.vc : payload;
	const issuer = idOf(document.issuer);
	const { key, step } = header.kid === undefined ? await keyInHeader(header, issuer, env)
		: await keyFor(String(header.kid), issuer, env);
	const suite = `JWT ${header.alg}`;
	if (!key) return { document, suite, signature: ['not-checked', 'signature.no-key'], issuer: step };
	const claim = wrongClaim(payload, document);
	const result = judged(await verifyJws(jws, key, env.subtle), step);
	if (claim && result.signature[0] === 'pass') result.signature = ['fail', 'signature.claim', { name: claim }];
	return { document, suite, ...result };
}

// What the token says beside the credential must not contradict it.
function wrongClaim(payload, document) {
	const { from, until } = validityOf(document);
	const seconds = (date) => (date === undefined ? undefined : Math.floor(parseDate(date) / 1000));
	const expected = { iss: idOf(document.issuer), jti: document.id, sub: document.credentialSubject?.id,
		nbf: seconds(from), exp: seconds(until) };
	return Object.keys(expected).find((name) => payload[name] !== undefined && payload[name] !== expected[name]);
}

async function keyInHeader({ jwk }, issuer, env) {
	if (!isObject(jwk)) refuse('malformed-jws');
	const textOf = (key) => JSON.stringify(publicPart(key ?? {}));
	return stepFor(jwk, issuer, env, 'jwk', (entry) => textOf(entry.publicKeyJwk) === textOf(jwk));
}

// The key of that name, if it can be had, and the step that says whether it is the issuer's.
async function keyFor(method, issuer, env) {
	const key = keyInName(method);
	const controller = method.split('#')[0];
	if (controller !== issuer) return keyElsewhere(key, method, issuer, env);
	if (controller.startsWith('did:key:')) return { key, step: ['warn', 'issuer.key-only'] };
	return stepFor(key, issuer, env, method, (_, name) => name === method);
}

async function keyElsewhere(key, method, issuer, env) {
	const address = isText(issuer) && keyListAddress(issuer);
	// Nothing ties a key to a name that leads nowhere.
	if (key && !address && !String(issuer).startsWith('did:')) return { key, step: ['warn', 'issuer.unknown'] };
	const other = ['fail', 'issuer.other-key', { key: method, issuer: String(issuer) }];
	if (key || !address || !hostOf(method)) return { key, step: other };
	const { document } = await askForJson(env, method, 'key');
	const isNear = hostOf(method) === hostOf(address);
	return { key: document.publicKeyJwk ?? document, step: isNear ? ['warn', 'issuer.same-host'] : other };
}

async function stepFor(key, issuer, env, wanted, isWanted) {
	try {
		if (!isText(issuer) || !keyListAddress(issuer)) return { key, step: ['not-checked', 'issuer.no-address'] };
		const { key: listed, isOwn } = await listedKey(env, issuer, wanted, isWanted);
		if (key?.raw && key.raw.join() !== listed.raw?.join()) refuse('key-not-listed', { issuer, key: wanted });
		return { key: listed, step: isOwn && !env.isHome ? ['warn', 'issuer.copy'] : ['pass', 'issuer.ok'] };
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return { key, step: refused(error, ['key-not-listed', 'key-revoked'].includes(error.code)) };
	}
}

// What it says, as pairs of a name and a text; only for display, and only once it is proven.
function factsOf(document) {
	const { issuer, credentialSubject: subject } = document;
	const { achievement = {}, endorsementComment } = subject;
	const { from, until } = validityOf(document);
	const named = listOf(subject.identifier).find((one) => one?.identityType === 'name' && one.hashed !== true);
	return {
		issuer: issuer.name, badge: achievement.name ?? document.name, recipient: named?.identityHash,
		issued: document.awardedDate ?? from, expires: until, description: achievement.description ?? endorsementComment,
		criteria: achievement.criteria?.narrative, 'criteria-address': achievement.criteria?.id, id: document.id,
	};
}

export { factsOf, flawOf, idOf, isCredential, prove, refused, validityOf };
