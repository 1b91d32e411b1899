// Whose key it is: from the id of an issuer to the list of its keys.
import { fromBase58 } from './codec.js';
import { parseDate } from './dates.js';
import { isSound } from './ed25519.js';
import { idOf, isObject, isText, listOf } from './json.js';
import { askForJson, isWeb, placeOf } from './network.js';
import { condemn } from './refusal.js';

// Keys of one issuer that are looked at: a key a year for a lifetime.
const MAX_KEYS = 64;
// Host, port and folders. An address of numbers is no name.
const DID_WEB = /^did:web:((?:(?!-)[\w-]{1,63}(?<!-)\.)*(?![-\d])[\w-]{1,63}(?<!-))(?:%3A([1-9]\d{0,4}))?((?::[^:]*)*)$/i;

// `z6Mk…` -> a key: `{raw}` with the bytes of an Ed25519 one, or `{jwk}`.
function readMultikey(text) {
	const bytes = text.startsWith('z') && fromBase58(text.slice(1));
	const isRight = bytes?.length === 34 && bytes[0] === 0xed && bytes[1] === 1 && isSound(bytes.slice(2));
	return isRight ? { raw: bytes.slice(2) } : condemn('wrong-key', { kind: 'Ed25519' });
}

// The key that its own id holds: `did:key:z6Mk…`, or any id with `#z6Mk…`; or `null`.
function keyInName(id) {
	const [, name, fragment = name] = /^did:key:([^#]*)(?:#(.*))?$/.exec(id) ?? [];
	if (name !== undefined) return readMultikey(fragment === name ? name : '');
	const [, inFragment] = /#(z6Mk.*)/.exec(id) ?? [];
	return inFragment ? readMultikey(inFragment) : null;
}

const hasAddress = (issuer) => issuer.startsWith('did:web:') || isWeb(issuer);

// Where the keys of an issuer are listed.
function keyListAddress(id) {
	if (isWeb(id)) return id;
	const [, host, port, rest = ''] = DID_WEB.exec(id) ?? [];
	const folders = rest.split(':').slice(1).map(encodeFolder);
	if (!host || port > 65535 || folders.includes(null)) condemn('bad-did', { did: id });
	return `https://${host.toLowerCase()}${port ? `:${port}` : ''}/${folders.map((name) => `${name}/`).join('') || '.well-known/'}did.json`;
}

function encodeFolder(folder) {
	try {
		const name = decodeURIComponent(folder);
		return /^\.{0,2}$|[/\\?#\p{Cc}]/u.test(name) ? null : encodeURIComponent(name);
	} catch {
		return null;
	}
}

// What people know an issuer by.
function domainOf(id) {
	return hasAddress(id) ? placeOf(keyListAddress(id)).replace(/(\/\.well-known)?\/did\.json$/, '') : id;
}

// The key of that id, or any that equals `key`, from the issuer's own list. Refuses if the list
// does not say that it speaks for the issuer.
async function listedKey(env, issuer, id, key) {
	const { document, isOwn } = await askForJson(env, keyListAddress(issuer), 'key');
	const values = { issuer: domainOf(issuer) };
	const fullId = (entry) => idOf(entry)?.replace(/^#/, `${issuer}#`);
	// An address may give one key alone.
	const isAlone = id && document.controller === issuer && (document.publicKeyMultibase ?? document.publicKeyJwk);
	const speaking = isAlone ? [document.id ?? id] : listOf(document.assertionMethod).slice(0, MAX_KEYS);
	const entries = isAlone ? [{ ...document, id: document.id ?? id }] : [...listOf(document.verificationMethod).slice(0, MAX_KEYS), ...speaking].filter(isObject);
	if (!isAlone && document.id !== issuer) condemn('other-key-list', values);
	if (!entries.length) condemn('no-key-list', values);
	for (const wanted of new Set(speaking.map(fullId))) {
		const entry = entries.find((one) => fullId(one) === wanted);
		if (!wanted || (id && wanted !== id) || entry?.controller !== issuer) continue;
		try {
			if (['revoked', 'expires'].some((name) => name in entry && !(parseDate(entry[name]) > env.now))) condemn('key-revoked', { key: wanted });
			const { publicKeyMultibase: multikey } = entry;
			const found = isText(multikey) ? readMultikey(multikey) : (await env.more()).readJwk(entry.publicKeyJwk, 'Ed25519');
			if (!key || JSON.stringify(found) === JSON.stringify(key)) return { key: found, isOwn };
		} catch (error) {
			// Another one may be it.
			if (!key) throw error;
		}
	}
	return condemn('key-not-listed', { ...values, key: id ?? 'jwk' });
}

export { domainOf, hasAddress, keyInName, listedKey };
