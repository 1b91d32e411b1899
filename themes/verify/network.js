// Asks for documents: of this site from its own folder, of other sites only once the visitor has
// agreed to it, and never with cookies or the address of this page.
import { fromUtf8, readStream } from './codec.js';
import { readJsonObject } from './json.js';
import { refuse } from './refusal.js';

const MAX_ANSWER = 4 << 20;
const MAX_SECONDS = 20;

// The host of a web address, or `null` if it is none.
function hostOf(address) {
	try {
		return typeof address === 'string' && /^https?:\/\/[!-~]+$/.test(address) ? new URL(address).host : null;
	} catch {
		return null;
	}
}

// Gives `{status, bytes, isOwn}`. `what` names what the other site is asked for.
async function ask(env, address, what) {
	if (env.root && address.startsWith(env.base)) {
		// Whatever the rest of the address is, it must not lead out of the folder.
		const { href } = new URL(env.root + address.slice(env.base.length));
		if (href.startsWith(env.root)) return { ...(await get(env, href)), isOwn: true };
	}
	// Pages served over https can ask nothing else, and an answer over http could be anybody's.
	const url = hostOf(address) ? new URL(address.replace(/^http:/, 'https:')) : {};
	if (url.protocol !== 'https:' || url.username || url.password) refuse('unreachable', { host: address });
	if (!env.allowed.has(url.origin)) {
		env.wanted.set(url.origin, { origin: url.origin, host: url.host, what });
		refuse('not-asked', { host: url.host });
	}
	return get(env, url.href);
}

async function get(env, url) {
	const { host } = new URL(url);
	// The list of keys is needed for the badge and again for its status list.
	if (env.answers.has(url)) return env.answers.get(url);
	try {
		const response = await env.fetch(url, {
			credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error', cache: 'no-cache',
			headers: { Accept: 'application/ld+json, application/json' }, signal: AbortSignal.timeout(MAX_SECONDS * 1000),
		});
		const answer = { status: response.status, bytes: await readStream(response.body, MAX_ANSWER) };
		env.answers.set(url, answer);
		return answer;
	} catch {
		return refuse('unreachable', { host });
	}
}

async function askForJson(env, address, what) {
	const { status, bytes, isOwn } = await ask(env, address, what);
	if (status !== 200) refuse('missing', { address, status });
	return { document: readJsonObject(fromUtf8(bytes)), isOwn };
}

export { ask, askForJson, hostOf };
