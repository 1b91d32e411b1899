// Checks an Open Badges 3.0 credential, an endorsement or a status list.
//
// Source: Open Badges v3.0, "Verification".
import { datesFinding } from './dates.js';
import { idOf, isText, listOf } from './json.js';
import { domainOf, hasAddress } from './keys.js';
import { isWeb, placeOf } from './network.js';
import { Report } from './report.js';
import { kindOf, shapeFindings, validityOf } from './shape.js';
import { checkSignature } from './signature.js';
import { statusFindings } from './status.js';

async function checkCredential(credential, env) {
	const report = await reportOn(credential, env);
	const [service] = listOf(credential.document.refreshService);
	return service && report.holds('signature', 'issuer') ? (await env.more()).checkNewer(report, credential.document, service.id, env) : report;
}

async function reportOn(credential, env) {
	const { document } = credential;
	const kind = kindOf(document) ?? 'credential';
	const isBadge = kind === 'credential';
	const report = new Report(isBadge && env.email?.trim());
	const flaws = shapeFindings(document, kind, env.contexts);
	const { suite = '?', signature, issuer } = await checkSignature(credential, env);
	if (flaws.every(([state]) => state === 'warn')) report.add('format', ['pass', `format.${kind}`, { suite }]);
	report.add('format', ...flaws);
	report.add('signature', ...signature);
	if (issuer) report.add('issuer', issuer);
	// What its issuer did not sign leads nowhere: no list is asked for, no fact shown. Proof comes
	// first, so that a forger can't send the visitor to places.
	if (!report.holds('format', 'signature', 'issuer')) return report;
	report.facts = factsOf(document);
	report.add('dates', datesFinding(...validityOf(document), env.now));
	report.add('status', ...await statusFindings(document, idOf(document.issuer), env));
	if (!isBadge) return report;
	if (isWeb(document.id) && !placeOf(document.id).startsWith(`${domainOf(idOf(document.issuer))}/`)) {
		report.add('issuer', ...(await env.more()).foreignIds(document));
	}
	if (report.isRecipientAsked) await report.attempt('recipient', async () =>
		report.add('recipient', ...await (await env.more()).recipientFindings(identitiesOf(document.credentialSubject), env.email)));
	if (/"endorsement(Jwt)?":/.test(JSON.stringify(document))) await (await env.more()).checkEndorsements(report, document, env);
	return report;
}

function identitiesOf({ id, identifier }) {
	const named = listOf(identifier).map((one) => ({ type: one.identityType, value: one.identityHash, hashed: one.hashed, salt: one.salt }));
	return isText(id) && id.startsWith('mailto:') ? [...named, { type: 'email', value: id.slice(7) }] : named;
}

// What it says, as pairs of a name and a text.
function factsOf(document) {
	const { issuer, credentialSubject: subject } = document;
	const { name, description, criteria } = subject.achievement ?? {};
	const [from, until] = validityOf(document);
	const id = idOf(issuer);
	const isKnown = hasAddress(id);
	const recipient = listOf(subject.identifier).find((one) => one?.identityType === 'name' && one.hashed === false);
	return {
		domain: isKnown ? domainOf(id) : '', badge: name ?? document.name,
		recipient: recipient?.identityHash, [isKnown ? 'issuer' : 'claimed']: issuer.name, issued: document.awardedDate ?? from, expires: until,
		description: description ?? subject.endorsementComment, criteria: criteria?.id,
		id: document.id,
	};
}

export { checkCredential, reportOn };
