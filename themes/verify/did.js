// Whose key it is: from the name of an issuer to the list of its keys.
import { fromBase58 } from './codec.js';
import { parseDate } from './dates.js';
import { isObject, listOf } from './json.js';
import { askForJson, hostOf } from './network.js';
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
	if (hostOf(id)) return id;
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

// The key that `isWanted` picks, by entry and whole name, from the list of the issuer called `id`.
// Refuses if the list does not say that this key speaks for the issuer.
async function listedKey(env, id, wanted, isWanted) {
	const { document, isOwn } = await askForJson(env, keyListAddress(id), 'key');
	// The address of a key may give the key alone.
	const isAlone = document.controller === id && document.publicKeyMultibase !== undefined;
	if (!isAlone && document.id !== id) refuse('other-key-list', { issuer: id });
	const nameOf = (entry) => String(isObject(entry) ? entry.id : entry).replace(/^#/, `${id}#`);
	const speaking = listOf(document.assertionMethod);
	const entries = [...listOf(document.verificationMethod), ...speaking].filter(isObject);
	if (!isAlone && !entries.length) refuse('no-key-list', { issuer: id });
	const entry = isAlone ? document : entries.find((one) => one.controller === id && isWanted(one, nameOf(one))
		&& speaking.some((name) => nameOf(name) === nameOf(one)));
	if (!entry) refuse('key-not-listed', { issuer: id, key: wanted });
	const ends = [entry.revoked, entry.expires].filter((date) => date !== undefined);
	if (ends.some((date) => !(parseDate(date) > env.now))) refuse('key-revoked', { key: wanted });
	const raw = readMultikey(entry.publicKeyMultibase);
	return { key: raw ? { raw } : entry.publicKeyJwk ?? refuse('wrong-key', { kind: 'Ed25519' }), isOwn };
}

export { keyInName, keyListAddress, listedKey, readMultikey };
