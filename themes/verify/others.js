// What a badge has besides: further proofs, a newer edition, and what others say in its favour.
import { fromUtf8 } from './codec.js';
import { reportOn } from './credential.js';
import { parseDate } from './dates.js';
import { idOf, isObject, isText, listOf } from './json.js';
import { domainOf } from './keys.js';
import { ask } from './network.js';
import { kindOf, validityOf } from './shape.js';
import { readCredential } from './signature.js';

// Each may ask for its own keys and lists.
const MAX_ENDORSEMENTS = 8;

// What the proofs show that did not decide.
function toldOf(others) {
	return others.map(({ signature, issuer }) => (signature[0] === 'pass' && issuer) || signature)
		.filter(([state]) => state !== 'pass').map(([, sentence, values]) => sentence === 'refused.unknown-suite'
			? ['warn', 'signature.others', values] : ['warn', 'signature.further', { problem: { sentence, values } }]);
}

// A newer edition that the issuer offers takes the place of a credential, once.
async function checkNewer(report, document, address, env) {
	const newer = await newerEdition(document, address, env).catch(() => null);
	if (newer === 'same') return report;
	(newer ?? report).add('format', ['pass', newer ? 'format.refreshed' : 'format.not-refreshed', { address }]);
	return newer ?? report;
}

async function newerEdition(document, address, env) {
	const { status, bytes } = await ask(env, address, 'refresh');
	const newer = await readCredential(fromUtf8(bytes).trim(), env);
	const isSame = ['id', 'issuer'].every((name) => idOf(newer.document[name])?.trim() === idOf(document[name])?.trim());
	if (status !== 200 || !kindOf(newer.document) || !isSame) return null;
	const [before, began] = [document, newer.document].map((one) => parseDate(validityOf(one)[0]));
	if (!(began > before)) return 'same';
	const report = await reportOn(newer, env);
	return report.holds('format', 'signature', 'issuer') ? report : null;
}

async function checkEndorsements(report, document, env) {
	for (const endorsement of endorsementsIn(document).slice(0, MAX_ENDORSEMENTS)) {
		const read = isText(endorsement) ? await readCredential(endorsement, env).catch(() => null) : { document: endorsement };
		if (!read) continue;
		const own = await reportOn(read, env);
		const name = idOf(read.document.issuer) ?? '?';
		if (own.verdict() !== 'verified') report.add('signature', ['warn', 'signature.endorsement', { issuer: domainOf(name) }]);
	}
}

// Wherever they stand in a badge: documents, and texts of tokens.
function endorsementsIn(value) {
	if (!value || typeof value !== 'object') return [];
	return Object.entries(value).flatMap(([name, member]) => {
		if (name === 'endorsement') return listOf(member).filter(isObject);
		return name === 'endorsementJwt' ? listOf(member).filter(isText) : endorsementsIn(member);
	});
}

export { MAX_ENDORSEMENTS, checkEndorsements, checkNewer, toldOf };
