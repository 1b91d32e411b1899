// Whose key it is: from the name of an issuer to the list of its keys.
import { fromBase58 } from './codec.js';
import { parseDate } from './dates.js';
import { isObject, listOf } from './json.js';
import { publicPart } from './jwt.js';
import { askForJson } from './network.js';
import { refuse } from './refusal.js';

const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/;

// `z6Mk…` -> the 32 bytes of an Ed25519 key, or `null`.
function readMultikey(text) {
	const bytes = text?.startsWith?.('z') ? fromBase58(text.slice(1)) : null;
	return bytes?.length === 34 && bytes[0] === 0xed && bytes[1] === 1 ? bytes.slice(2) : null;
}

// The key that its own name holds: `did:key:z6Mk…`, or any id with `#z6Mk…`.
function keyInName(method) {
	const [id, fragment] = method.split('#');
	if (id.startsWith('did:key:') && fragment !== undefined && fragment !== id.slice(8)) return null;
	const raw = readMultikey(id.startsWith('did:key:') ? id.slice(8) : fragment);
	return raw && { raw };
}

// Where the keys of an issuer are listed: an https address, or `null` if its name does not tell.
function keyListAddress(id) {
	if (/^https?:\/\/[!-~]+$/.test(id)) return id;
	if (!id.startsWith('did:web:')) return null;
	const [authority, ...folders] = id.slice(8).split(':');
	const [host, port, more] = authority.split(/%3A/i);
	const labels = host.toLowerCase().split('.');
	const isHost = labels.every((label) => LABEL.test(label)) && !/^\d/.test(labels.at(-1));
	const isPort = port === undefined || (/^[1-9]\d{0,4}$/.test(port) && port < 65536);
	const names = folders.map(decodeFolder);
	if (!isHost || !isPort || more !== undefined || names.includes(null)) refuse('bad-did', { did: id });
	const path = names.length ? names.map((name) => `${name}/`).join('') : '.well-known/';
	return `https://${host.toLowerCase()}${port ? `:${port}` : ''}/${path}did.json`;
}

function decodeFolder(folder) {
	try {
		const name = decodeURIComponent(folder);
		return /^\.{0,2}$|[/\\?#\p{Cc}]/u.test(name) ? null : encodeURIComponent(name);
	} catch {
		return null;
	}
}

// The key called `method` in the list of the issuer called `id`. Refuses if the list does not say
// that this key speaks for the issuer.
async function listedKey(env, id, method) {
	const { document, isOwn } = await askForJson(env, keyListAddress(id), 'key');
	return { ...findKey(document, id, method, env.now), isOwn };
}

// The whole id of an entry, which may be the entry itself or only its fragment.
function wholeId(id, entry) {
	const name = String(isObject(entry) ? entry.id : entry);
	return name.startsWith('#') ? id + name : name;
}

function findKey(document, id, method, now) {
	// The address of a key may give the key alone.
	if (document.controller === id && document.publicKeyMultibase !== undefined) return keyOf(document, id, now);
	if (document.id !== id) refuse('other-key-list', { issuer: id });
	const lists = [document.verificationMethod, document.assertionMethod].map(listOf);
	if (!lists.flat().length) refuse('no-key-list', { issuer: id });
	const isAssertion = lists[1].some((entry) => wholeId(id, entry) === method);
	const entry = lists.flat().find((one) => isObject(one) && wholeId(id, one) === method);
	return isAssertion && entry ? keyOf(entry, id, now) : refuse('key-not-listed', { issuer: id, key: method });
}

function keyOf(entry, id, now) {
	const ends = [entry.revoked, entry.expires].filter((date) => date !== undefined);
	if (ends.some((date) => !(parseDate(date) > now))) refuse('key-revoked', { key: String(entry.id) });
	if (entry.controller !== id) refuse('key-not-listed', { issuer: id, key: String(entry.id) });
	const raw = readMultikey(entry.publicKeyMultibase);
	if (raw) return { key: { raw } };
	return isObject(entry.publicKeyJwk) ? { key: entry.publicKeyJwk } : refuse('wrong-key', { kind: 'Ed25519' });
}

// Whether one of the issuer's keys for assertions is this one, whatever its name.
async function listsKey(env, id, jwk) {
	const { document, isOwn } = await askForJson(env, keyListAddress(id), 'key');
	const names = listOf(document.assertionMethod).map((entry) => wholeId(id, entry));
	if (document.id !== id || !names.length) refuse(names.length ? 'other-key-list' : 'no-key-list', { issuer: id });
	const same = JSON.stringify(publicPart(jwk));
	const found = names.some((name) => {
		try {
			return JSON.stringify(publicPart(findKey(document, id, name, env.now).key)) === same;
		} catch {
			return false;
		}
	});
	return found ? { isOwn } : refuse('key-not-listed', { issuer: id, key: 'jwk' });
}

export { keyInName, keyListAddress, listedKey, listsKey, readMultikey };
