// Lists that name what was revoked: of Open Badges 2.0, and of 3.0 in its beginnings.
//
// Source: Open Badges v2.0, "RevocationList"; 1EdTech Verifiable Credential Revocation List v1.0.
import { idOf, isText, listOf } from './json.js';
import { askForJson } from './network.js';
import { bad } from './status.js';

async function checkIdList(entry, id, issuer, env) {
	const { document } = await askForJson(env, entry.id, 'status');
	if (idOf(document.issuer) !== issuer) bad('list.issuer');
	// Issuers spell the name in two ways.
	return listedFinding(document.revokedCredential ?? document.revokedCredentials, id);
}

function listedFinding(entries, id) {
	if (entries === undefined) bad('list.form');
	const found = listOf(entries).find((entry) => (idOf(entry) ?? entry?.uid) === id);
	return found && found.revoked !== false ? revokedFinding(found) : ['pass', 'status.not-listed'];
}

function revokedFinding(entry) {
	const reason = entry?.revocationReason;
	return ['fail', 'status.revoked', isText(reason) ? { reason } : {}];
}

export { checkIdList, listedFinding, revokedFinding };
