// Asks for documents: of this site from its own folder, of other sites only once the visitor has
// agreed to it, and never with cookies or the address of this page.
import { fromUtf8, readStream } from './codec.js';
import { isText, readJsonObject } from './json.js';
import { refuse } from './refusal.js';

const MAX_ADDRESS = 2000;
const MAX_ANSWER = 2 << 20;
const MAX_MILLISECONDS = 20000;
// A badge with its issuer, status list and a few endorsements needs less than ten.
const MAX_QUESTIONS = 40;

const isWeb = (id) => isText(id) && /^https?:/i.test(id);

function urlOf(address) {
	try {
		return new URL(address);
	} catch {
		return null;
	}
}

// The host of an address, for people and comparisons; the whole of it where it has none.
const hostOf = (address) => urlOf(address)?.host || String(address);

// Host and path: a folder of a host may be somebody else's than the host.
function placeOf(address) {
	const { host, pathname, search } = urlOf(address) ?? { host: address, pathname: '', search: '' };
	return host + pathname.replace(/\/$/, '') + search;
}

const secure = (address) => address.replace(/^https?:/i, 'https:');

// Gives `{status, bytes, isOwn}`. `what` names what the other site is asked for.
async function ask(env, address, what) {
	// Pages served over https can ask nothing else, and an answer over http could be anybody's.
	const url = isText(address) && address.length <= MAX_ADDRESS && ++env.asked.count <= MAX_QUESTIONS && urlOf(secure(address));
	if (url && env.root && url.href.startsWith(env.base)) {
		// Whatever the rest of the address is, it must not lead out of the folder.
		const { href } = new URL(env.root + url.href.slice(env.base.length));
		if (href.startsWith(env.root)) return { ...(await get(env, href)), isOwn: true };
	}
	if (!url || url.protocol !== 'https:' || url.username || url.password) refuse('unreachable', { host: hostOf(address) });
	if (!env.allowed.has(url.origin)) {
		env.wanted.set(url.origin, { origin: url.origin, host: url.host, what });
		refuse('not-asked', { host: url.host });
	}
	return get(env, url.href);
}

// The list of keys is needed for the badge and again for its status list.
function get(env, url) {
	const [address] = url.split('#');
	if (!env.answers.has(address)) env.answers.set(address, request(env, address));
	return env.answers.get(address);
}

async function request(env, url) {
	try {
		const response = await env.fetch(url, {
			credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error', cache: 'no-cache',
			headers: { Accept: 'application/ld+json, application/json' }, signal: AbortSignal.timeout(MAX_MILLISECONDS),
		});
		return { status: response.status, bytes: await readStream(response.body, MAX_ANSWER) };
	} catch {
		return refuse('unreachable', { host: hostOf(url) });
	}
}

async function askForJson(env, address, what) {
	const { status, bytes, isOwn } = await ask(env, address, what);
	try {
		if (status === 200) return { document: readJsonObject(fromUtf8(bytes)), isOwn };
	} catch {}
	return refuse('missing', { address, status });
}

export { ask, askForJson, hostOf, isWeb, placeOf, secure };
