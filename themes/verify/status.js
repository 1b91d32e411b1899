// Was it revoked since? Asks the list that the credential names.
//
// Source: Bitstring Status List v1.0, "Validate Algorithm"; the older 1EdTechRevocationList.
import { fromBase64url, fromUtf8, inflate } from './codec.js';
import { parseDate } from './dates.js';
import { isObject, listOf } from './json.js';
import { ask, askForJson } from './network.js';
import { refuse } from './refusal.js';

// A shorter list would tell its host which credential is being asked for.
const MIN_ENTRIES = 131072;
const MAX_LIST = 16 << 20;

// Gives the state and sentence of the step. `prove` checks a signed text and gives its document.
async function checkStatus(credential, issuer, env, prove) {
	const entries = listOf(credential.credentialStatus);
	if (!entries.length) return ['pass', 'status.none'];
	let answer = ['not-checked', 'status.unknown-kind'];
	for (const entry of entries) {
		const result = await checkEntry(entry, credential, issuer, env, prove);
		if (result?.[0] === 'fail') return result;
		// One entry that can't be checked outweighs those that can.
		if (result && answer[1] !== 'status.other-list') answer = result;
	}
	return answer;
}

async function checkEntry(entry, credential, issuer, env, prove) {
	const types = isObject(entry) ? listOf(entry.type) : [];
	if (types.includes('1EdTechRevocationList')) return checkIdList(entry.id, credential.id, issuer, env);
	const purpose = entry.statusPurpose;
	if (!types.includes('BitstringStatusListEntry')) return ['not-checked', 'status.unknown-kind'];
	if (purpose !== 'revocation' && purpose !== 'suspension') return null;
	const address = String(entry.statusListCredential);
	const { status, bytes } = await ask(env, address, 'status');
	if (status !== 200) refuse('missing', { address, status });
	const list = await prove(fromUtf8(bytes).trim());
	const problem = problemOf(list, issuer, purpose, env.now);
	if (problem) return ['not-checked', 'status.bad-list', { problem }];
	const isSet = await bitOf(list.credentialSubject.encodedList, entry.statusListIndex, entry.statusSize ?? 1);
	if (isSet) return ['fail', purpose === 'revocation' ? 'status.revoked' : 'status.suspended'];
	return list.id === address ? ['pass', 'status.ok'] : ['not-checked', 'status.other-list'];
}

function problemOf(list, issuer, purpose, now) {
	const subject = list.credentialSubject;
	if ((list.issuer?.id ?? list.issuer) !== issuer) return 'issuer';
	if (!listOf(list.type).includes('BitstringStatusListCredential')) return 'type';
	if (!isObject(subject) || !listOf(subject.statusPurpose).includes(purpose)) return 'statusPurpose';
	if (list.validFrom !== undefined && !(parseDate(list.validFrom) <= now)) return 'validFrom';
	return list.validUntil !== undefined && !(parseDate(list.validUntil) > now) ? 'validUntil' : null;
}

// Index 0 is the left-most bit of the first byte.
async function bitOf(encoded, position, size) {
	const index = /^\d{1,9}$/.test(position) ? Number(position) : refuse('bad-list', { problem: 'statusListIndex' });
	const gzip = fromBase64url(encoded?.startsWith?.('u') ? encoded.slice(1) : null);
	if (!gzip || size !== 1) refuse('bad-list', { problem: gzip ? 'statusSize' : 'encodedList' });
	const bits = await inflate(gzip, 'gzip', MAX_LIST);
	if (bits.length * 8 < MIN_ENTRIES) refuse('bad-list', { problem: `${bits.length * 8} < ${MIN_ENTRIES}` });
	if (index >= bits.length * 8) refuse('bad-list', { problem: `${index} ≥ ${bits.length * 8}` });
	return (bits[index >> 3] & (0x80 >> (index & 7))) !== 0;
}

async function checkIdList(address, id, issuer, env) {
	const { document } = await askForJson(env, String(address), 'status');
	if ((document.issuer?.id ?? document.issuer) !== issuer) return ['not-checked', 'status.bad-list', { problem: 'issuer' }];
	const entries = [document.revokedCredential, document.revokedCredentials].flatMap(listOf);
	const found = entries.find((entry) => (isObject(entry) ? entry.id : entry) === id && entry.revoked !== false);
	return found ? ['fail', 'status.revoked', reasonOf(found)] : ['pass', 'status.ok'];
}

function reasonOf({ revocationReason: reason }) {
	return typeof reason === 'string' ? { reason } : {};
}

export { checkStatus, reasonOf };
