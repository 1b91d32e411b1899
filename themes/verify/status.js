// Was it revoked since? Asks the list that the credential names.
//
// Source: Bitstring Status List v1.0, "Validate Algorithm".
import { fromBase64url, fromUtf8, inflate } from './codec.js';
import { CLOCK_ERROR, parseDate } from './dates.js';
import { hasType, idOf, isText, listOf } from './json.js';
import { ask } from './network.js';
import { findingOf, refuse } from './refusal.js';
import { kindOf, shapeFindings, validityOf } from './shape.js';
import { checkSignature, readCredential } from './signature.js';

// A shorter list would tell its host which credential is being asked for.
const MIN_ENTRIES = 131072;
const MAX_LIST = 16 << 20;

const bad = (sentence) => refuse('status.bad-list', { problem: { sentence } });

// Looks a credential up in every list that it names.
async function statusFindings({ credentialStatus, id }, issuer, env) {
	const entries = listOf(credentialStatus);
	if (!entries.length) return [['pass', 'status.none']];
	return Promise.all(entries.map((entry) => checkEntry(entry, id, issuer, env).catch(unchecked)));
}

// That nobody answered for the list is said as what follows from it.
function unchecked(error) {
	const [state, sentence, values] = findingOf(error);
	return sentence.startsWith('refused.') ? [state, 'status.unchecked', { problem: { sentence, values } }] : [state, sentence, values];
}

async function checkEntry(entry, id, issuer, env) {
	if (hasType(entry, 'BitstringStatusListEntry')) return checkBit(entry, issuer, env);
	return hasType(entry, '1EdTechRevocationList') ? (await env.more()).checkIdList(entry, id, issuer, env) : refuse('status.unknown-kind');
}

async function checkBit(entry, issuer, env) {
	const { statusPurpose: purpose, statusSize = 1, statusListIndex, statusListCredential: address } = entry;
	// These say that there is news, not that the credential is void.
	if (purpose === 'refresh' || purpose === 'message') return ['pass', 'status.ok'];
	const told = { revocation: 'status.revoked', suspension: 'status.suspended' }[purpose];
	if (!told || Number(statusSize) !== 1) refuse('status.unknown-kind');
	const index = Number(statusListIndex);
	const { status, bytes } = await ask(env, address, 'status');
	if (status !== 200) refuse('missing', { address, status });
	const list = await readList(fromUtf8(bytes)?.trim() ?? '', issuer, env);
	const { statusPurpose, encodedList } = list.credentialSubject;
	if (!listOf(statusPurpose).includes(purpose)) bad('list.purpose');
	const gzip = isText(encodedList) && encodedList.startsWith('u') && fromBase64url(encodedList.slice(1));
	const bits = await inflate(gzip || bad('list.entries'), 'gzip', MAX_LIST).catch(() => bad('list.entries'));
	if (bits.length * 8 < Math.max(MIN_ENTRIES, index + 1)) bad('list.short');
	// Index 0 is the left-most bit of the first byte.
	if (bits[index >> 3] & (0x80 >> (index & 7))) return ['fail', told];
	// Another list of the same issuer would say nothing about this credential.
	return list.id === address ? ['pass', 'status.ok'] : refuse('status.other-list');
}

// A list that its issuer signed, and that holds now.
async function readList(text, issuer, env) {
	const credential = await readCredential(text, env).catch(() => bad('list.unreadable'));
	const { document } = credential;
	const isOpen = ([state]) => state === 'not-checked' || state === 'fail';
	if (kindOf(document) !== 'status-list' || shapeFindings(document, 'status-list', env.contexts).some(isOpen)) bad('list.form');
	if (idOf(document.issuer) !== issuer) bad('list.issuer');
	const shown = await checkSignature(credential, env);
	if (!shown.issuer || [...shown.signature, shown.issuer].some(isOpen)) bad('list.proof');
	const [from, until] = validityOf(document);
	if (from !== undefined && !(parseDate(from) <= env.now + CLOCK_ERROR)) refuse('status.early-list');
	if (until !== undefined && !(parseDate(until) > env.now)) bad('list.expired');
	return document;
}

export { bad, statusFindings, unchecked };
