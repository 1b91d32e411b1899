// Checks an Open Badges 2.0 assertion. A hosted one proves nothing by itself: what counts is what its
// address answers today. A signed one proves itself by its issuer's key.
//
// Source: Open Badges v2.0, "Verification"; "Hosted Badges", "Signed Badges", "Endorsement".
import { datesFinding, parseDate } from './dates.js';
import { findBadges } from './extract.js';
import { canonicalJson } from './jcs.js';
import { hasType, idOf, isFilled, isObject, isText, listOf, readJsonObject } from './json.js';
import { ask, askForJson, hostOf, isWeb, placeOf, secure } from './network.js';
import { MAX_ENDORSEMENTS } from './others.js';
import { recipientFindings } from './recipient.js';
import { condemn, refuse } from './refusal.js';
import { Report } from './report.js';
import { flaw, namesOfFalse } from './shape.js';
import { listedFinding, revokedFinding } from './revoked.js';
import { unchecked } from './status.js';
import { readPem, verifyJws } from './tokens.js';

// Whether two addresses are the same; documents of old say `http` for what is served over https.
const isSame = (one, other) => one === other || ([one, other].every(isWeb) && secure(one) === secure(other));

// In the order in which a document of several types is taken.
const KINDS = ['Assertion', 'BadgeClass', 'Endorsement', 'Issuer', 'Profile', 'RevocationList', 'CryptographicKey', 'AlignmentObject'];

const kindOf2 = (document) => KINDS.find((kind) => hasType(document, kind));
const isOfKind = (verification, kind) => hasType(verification, kind) || hasType(verification, `${kind[0].toUpperCase()}${kind.slice(1)}Badge`);

// The members that are missing or wrong.
function flawsOf2(document) {
	const kind = kindOf2(document);
	const { id, name, description, criteria, issuer, recipient, badge, verification = document.verify, issuedOn, image, claim } = document;
	const dated = { issuedOn: parseDate(issuedOn) || parseDate(issuedOn) === 0 };
	const rules = {
		Assertion: document.revoked === true ? {} : {
			recipient: isObject(recipient), 'recipient.type': isFilled(recipient?.type), 'recipient.identity': isFilled(recipient?.identity),
			'recipient.hashed': typeof recipient?.hashed === 'boolean', badge: idOf(badge),
			verification: isOfKind(verification, 'hosted') || isOfKind(verification, 'signed'), ...dated,
			// A picture within the document would be another one than the baked one.
			image: !idOf(image)?.startsWith('data:'),
		},
		BadgeClass: { name: isFilled(name), description: isFilled(description), criteria: idOf(criteria) ?? isFilled(criteria?.narrative), issuer: idOf(issuer) },
		Endorsement: { claim: idOf(claim), issuer: idOf(issuer), ...dated },
		Issuer: profileRules(document), Profile: profileRules(document),
		AlignmentObject: { targetName: isFilled(document.targetName), targetUrl: isFilled(document.targetUrl) },
	}[kind];
	const needsId = ['Assertion', 'BadgeClass', 'Endorsement'].includes(kind);
	// Extensions bring their vocabulary along and say what they are.
	const extensions = Object.entries(document).filter(([key, value]) => isObject(value) && (key.startsWith('extensions:') || isWeb(key)));
	return namesOfFalse({ type: kind, ...(kind && { id: !needsId || isFilled(id), ...rules }), ...Object.fromEntries(extensions.map(([key, value]) =>
		[key, !kind || ('@context' in value && hasType(value, 'Extension') && listOf(value.type).length > 1)])) });
}

function profileRules(document) {
	const rules = ['id', 'name', 'url', 'email'].map((name) => [name, isFilled(document[name])]);
	return { ...Object.fromEntries(rules), type: hasType(document, 'Issuer') || hasType(document, 'Profile') };
}

async function checkAssertion(document, token, env) {
	const kind = kindOf2(document);
	const isAward = kind === 'Assertion';
	const report = new Report(isAward && env.email?.trim());
	const flaws = flawsOf2(document).map(flaw);
	report.add('format', ...flaws);
	if (flaws.length) return report;
	if (!isAward) report.add('format', ['pass', 'format.part', { kind }]);
	else if (token) await checkSigned(report, document, token, env);
	else await checkHosted(report, document, env);
	return report;
}

async function checkHosted(report, copy, env) {
	report.add('format', ['pass', 'format.hosted']);
	const address = copy.id;
	const host = hostOf(address);
	let hosted;
	await report.attempt('signature', async () => {
		if (isOfKind(copy.verification, 'signed')) condemn('no-proof');
		if (!isWeb(address)) condemn('signature.no-address');
		const found = await recordAt(address, env);
		if (found.document.revoked === true) {
			report.add('signature', ['pass', 'signature.at-address', { host }]);
			report.add('issuer', ['pass', 'issuer.hosted', { issuer: host }]);
			report.add('status', revokedFinding(found.document));
			return;
		}
		const flaws = kindOf2(found.document) === 'Assertion' ? flawsOf2(found.document) : ['type'];
		report.add('format', ...flaws.map(flaw));
		if (flaws.length) condemn('signature.not-hosted', { host });
		report.add('signature', comparison(copy, found.document, host));
		hosted = found;
	});
	if (!hosted) return;
	await report.attempt('issuer', async () => {
		const definition = await definitionOf(report, hosted.document, env);
		refuseElsewhere(definition.badge);
		const scope = scopeOf(definition.issuer, address);
		report.add('issuer', scope[0] === 'pass' && hosted.isOwn && !env.isHome ? ['warn', 'issuer.copy', scope[2]] : scope);
		if (!report.holds('signature', 'issuer')) return;
		report.add('status', ['pass', 'status.hosted', { host }]);
		await checkContent(report, hosted.document, definition, speakerOf(definition.issuer, address), env);
	});
}

// What its address answers. Some hosts answer with the baked picture.
async function recordAt(address, env) {
	const { status, bytes, isOwn } = await ask(env, address, 'hosted');
	if (![200, 404, 410].includes(status)) refuse('missing', { address, status });
	const body = await readBody(bytes, env).catch(() => ({}));
	const isIt = isSame(body.id, address);
	if (status === 410) return { document: { ...(isIt && body), revoked: true } };
	return status === 200 && isIt ? { document: body, isOwn } : condemn('signature.not-hosted', { host: hostOf(address) });
}

async function readBody(bytes, env) {
	const [{ kind, text }] = await findBadges(bytes, env);
	return kind === 'json' ? readJsonObject(text) : {};
}

// Who earned what must be the same in the copy and at its address; other differences are told of.
function comparison(copy, hosted, host) {
	// A copy that says no more than that it was revoked names nobody.
	const [own, other] = [copy, hosted].map(({ badge, recipient }) => canonicalJson([idOf(badge), recipient?.type, recipient?.identity, recipient?.salt]));
	if (own !== other) return ['fail', 'signature.differs', { host }];
	const differs = (name) => name !== 'badge' && canonicalJson(copy[name]) !== canonicalJson(hosted[name]);
	const names = Object.keys({ ...copy, ...hosted }).filter(differs).join(', ');
	return names ? ['warn', 'signature.other-details', { host, names }] : ['pass', 'signature.hosted', { host }];
}

// The badge and its issuer, from their own addresses; copies within other documents count only where
// there is no address.
async function definitionOf(report, assertion, env) {
	const badge = await follow(assertion.badge, env);
	const issuer = await follow(badge.document.issuer, env);
	const flaws = kindOf2(badge.document) === 'BadgeClass' ? flawsOf2(badge.document) : ['type'];
	report.add('format', ...flaws.map((name) => flaw(`badge.${name}`)));
	return { badge, issuer };
}

async function follow(link, env) {
	const address = idOf(link);
	if (!isWeb(address)) return isObject(link) ? { document: link } : refuse('missing', { address, status: 0 });
	return { document: (await askForJson(env, address, 'hosted')).document, address };
}

// A site could otherwise publish a profile in the name of another.
function refuseElsewhere({ document: { id }, address }) {
	if (address && isWeb(id) && hostOf(id) !== hostOf(address)) condemn('issuer.elsewhere', { address, id });
}

// In whose name an address speaks for an issuer: the folders that both have in common, as others of a
// host may belong to others. On another host the issuer's own address counts.
function speakerOf({ document: { id }, address: own = isWeb(id) && id }, address) {
	const [path, other] = [address, own || new URL('.', address).href].map((one) => placeOf(one).split('/'));
	if (path[0] !== other[0]) return other.join('/');
	const end = path.findIndex((part, index) => part !== other[index]);
	return path.slice(0, end < 0 ? undefined : end).join('/');
}

// Whether an issuer lets this address speak for it; everything wrong with its profile counts.
function scopeOf(issuer, address) {
	const [name] = namesOfFalse(profileRules(issuer.document));
	if (name) condemn('issuer.flaw', { name });
	refuseElsewhere(issuer);
	const { id, verification } = issuer.document;
	const [starts, origins] = ['startsWith', 'allowedOrigins'].map((one) => listOf(verification?.[one]).filter(isText));
	const own = isWeb(id) ? id : issuer.address;
	const isAllowed = origins.length ? origins.includes(hostOf(address)) : !own || hostOf(own) === hostOf(address);
	if (!isAllowed || (starts.length && !starts.some((start) => address.startsWith(start)))) condemn('issuer.out-of-scope');
	return isWeb(id) ? ['pass', 'issuer.hosted', { issuer: speakerOf(issuer, address) }] : ['warn', 'issuer.no-web', { id }];
}

// Where an issuer is, or what it calls itself.
function ownPlace({ document: { id }, address = id }) {
	return isWeb(address) ? placeOf(address) : String(address);
}

async function checkSigned(report, document, token, env) {
	report.add('format', ['pass', 'format.signed-2']);
	if (!isOfKind(document.verification, 'signed')) {
		report.add('format', flaw('verification.type'));
		return;
	}
	await report.attempt('issuer', async () => {
		const definition = await definitionOf(report, document, env);
		const { issuer } = definition;
		await report.attempt('signature', () => checkKey(report, document, token, issuer, env));
		if (!report.holds('signature', 'issuer')) return;
		if (issuer.document.revocationList === undefined) report.add('status', ['pass', 'status.none']);
		// What only the badge itself says of its issuer is no address.
		await checkContent(report, document, definition, issuer.address ? ownPlace(issuer) : '', env);
	});
}

// The issuer names the key; the key must name the issuer, and the issuer must be where it says.
async function checkKey(report, document, token, issuer, env) {
	const named = idOf(document.verification.creator);
	const link = listOf(issuer.document.publicKey).find((one) => named === undefined || idOf(one) === named);
	const other = ['fail', 'issuer.other-key', { key: named ?? '?', issuer: ownPlace(issuer) }];
	const [name] = namesOfFalse(profileRules(issuer.document));
	if (!link) {
		report.add('issuer', other);
		refuse('signature.no-key');
	}
	let key;
	await report.attempt('issuer', async () => {
		key = await follow(link, env);
		refuseElsewhere(issuer);
		if (name) condemn('issuer.flaw', { name });
		const isOwn = isSame(idOf(key.document.owner), idOf(issuer.document));
		const known = issuer.address ? ['pass', 'issuer.ok', { issuer: other[2].issuer }] : ['warn', 'issuer.key-only'];
		report.add('issuer', isOwn ? known : other);
	});
	if (!key) refuse('signature.no-key');
	if (!await verifyJws(token, readPem(key.document.publicKeyPem), env)) condemn('signature.mismatch');
	report.add('signature', ['pass', 'signature.ok']);
}

// Facts, dates, recipient, what others say, and the issuer's list of revoked ones.
async function checkContent(report, assertion, { badge, issuer }, host, env) {
	const { name, description, criteria } = badge.document;
	report.facts = {
		domain: host, badge: name, [host ? 'issuer' : 'claimed']: issuer.document.name, issued: assertion.issuedOn, expires: assertion.expires,
		description, criteria: idOf(criteria), id: assertion.id,
	};
	report.add('dates', datesFinding(assertion.issuedOn, assertion.expires, env.now));
	const recipients = listOf(assertion.recipient).map((one) => ({ ...one, value: one.identity }));
	report.add('recipient', ...await recipientFindings(recipients, env.email));
	const { revocationList } = issuer.document;
	if (revocationList !== undefined) {
		const look = async () => listedFinding((await askForJson(env, idOf(revocationList), 'status')).document.revokedAssertions, assertion.id);
		report.add('status', await look().catch(unchecked));
	}
	const holders = [{ document: assertion }, badge, issuer];
	const endorsed = holders.flatMap(({ document, address }) => [idOf(document), address]).filter(isText);
	for (const link of holders.flatMap(({ document }) => listOf(document.endorsement)).slice(0, MAX_ENDORSEMENTS)) {
		const own = new Report(false);
		await own.attempt('signature', () => checkEndorsement(own, link, endorsed, env));
		if (own.verdict() !== 'verified') report.add('signature', ['warn', 'signature.endorsement', { issuer: hostOf(idOf(link) ?? '?') }]);
	}
}

async function checkEndorsement(report, link, endorsed, env) {
	const { document, address } = await follow(link, env);
	if (!address || !isSame(document.id, address)) condemn('signature.no-address');
	const isRight = kindOf2(document) === 'Endorsement' && endorsed.some((one) => isSame(one, idOf(document.claim)));
	const flaws = [...flawsOf2(document), ...(isRight ? [] : ['claim.id'])];
	report.add('format', ...(flaws.length ? flaws.map(flaw) : [['pass', 'format.part', { kind: 'Endorsement' }]]));
	report.add('signature', ['pass', 'signature.at-address', { host: hostOf(address) }]);
	await report.attempt('issuer', async () => report.add('issuer', scopeOf(await follow(document.issuer, env), address)));
	report.add('dates', datesFinding(document.issuedOn, document.expires, env.now));
	report.add('status', document.revoked === true ? revokedFinding(document) : ['pass', 'status.hosted', { host: hostOf(address) }]);
}

export { checkAssertion };
