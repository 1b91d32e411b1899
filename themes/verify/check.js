// The whole check of one badge: from bytes to a verdict, steps and facts. Pure but for `env.fetch`.
import { fromUtf8 } from './codec.js';
import { checkCredential } from './credential.js';
import { MAX_INPUT, findBadges } from './extract.js';
import { isObject, listOf } from './json.js';
import { ask, hostOf } from './network.js';
import { refuse } from './refusal.js';
import { Report } from './report.js';
import { kindOf } from './shape.js';
import { readCredential } from './signature.js';

const OPEN_BADGES_2 = 'https://w3id.org/openbadges/v2';

// `input` is bytes, a text or a file. `env`:
//   contexts  a ContextSet, or the promise of one
//   now       milliseconds since 1970
//   fetch     as the browser's        subtle   crypto.subtle, missing on plain http
//   parseXml  text -> document, where not the browser's        email  the address to compare, or nothing
//   base      what ids of this site start with; root: where its files are; isHome: whether that is the same
//   allowed   the origins of other sites that may be asked
//   early     what any badge of this site will need, as paths from `base`
//   more      gives the functions of the second script, which few badges need
//
// Gives `{verdict, sentence, values, steps: [{id, state, findings: [{sentence, values}]}], facts, asks}`.
// A sentence is an id in sentences.json, a fact `{id, value}`, an ask `{origin, host, what}`: a site
// that could be asked if the visitor agrees.
async function check(input, env) {
	const inner = { ...env, wanted: new Map(), answers: new Map(), asked: { count: 0 } };
	let report = new Report(env.email?.trim());
	await report.attempt('format', async () => {
		if (!env.subtle) refuse('insecure');
		// A folder, and a file that has gone, cannot be read. Of what is too large, the beginning will do.
		const bytes = await new Response(input.slice(0, MAX_INPUT + 1)).arrayBuffer()
			.then((read) => new Uint8Array(read), () => refuse('format.unreadable', { problem: input.name }));
		report = await checkBytes(bytes, inner);
		// Few badges are written in older vocabularies.
		if (!report.that('refused.unknown-context')) return;
		inner.contexts = (await env.more()).allContexts();
		report = await checkBytes(bytes, inner);
	});
	return report.finish([...inner.wanted.values()]);
}

async function checkBytes(bytes, env) {
	const found = await findBadges(bytes, env);
	const [{ kind, text }] = found;
	const report = await (kind === 'url' ? checkAddress(text, env) : checkText(text, env));
	if (found.length > 1) report.add('format', ['pass', 'format.both']);
	return report;
}

async function checkAddress(given, env) {
	// A preview's own address stands for the one that the badge will have.
	const address = badgeAddress(given.startsWith(env.root) ? env.base + given.slice(env.root.length) : given);
	// What a badge of this site will need besides is asked for at once.
	if (env.root && address.startsWith(env.base)) for (const one of env.early ?? []) ask(env, env.base + one).catch(() => {});
	const { status, bytes } = await ask(env, address, 'badge');
	const isPage = status === 200 && /^\s*<(!doctype )?html/i.test(fromUtf8(bytes.slice(0, 80)) ?? '');
	if (isPage) return checkAddress((await env.more()).besidePage(address), env);
	if (status === 404 && await (await env.more()).isErased(address, env)) refuse('gone', { host: hostOf(address) });
	const [{ kind }] = status === 200 || status === 410 ? await findBadges(bytes, env) : [{ kind: 'url' }];
	return kind === 'url' ? refuse('missing', { address, status }) : checkBytes(bytes, env);
}

// The file beside a page that people share, and beside the one that a link to a verification page names.
function badgeAddress(given) {
	const [, start, id] = /^([^?#]*\/)verify\/(?:index.html)?#(.+)/.exec(given) ?? [];
	return isAwardId(id) ? `${start}awards/${id.slice(0, 2)}/${id}.json` : given.replace(/\.html([?#].*)?$/, '.json');
}

const isAwardId = (text = '') => /^[\w-]{1,64}$/.test(text);

async function checkText(text, env) {
	const credential = await readCredential(text, env);
	const { document, token } = credential;
	env.contexts = await env.contexts;
	if (kindOf(document)) return checkCredential(credential, env);
	if (!isOpenBadges2(document)) refuse('not-a-badge');
	return (await env.more()).checkAssertion(document, token, env);
}

// By its context, or by one of its own that maps the same names, as some issuers have it.
function isOpenBadges2(document) {
	return listOf(document['@context']).some((one) => one === OPEN_BADGES_2 || (isObject(one) && ('obi' in one || 'Assertion' in one)));
}

export { check, isAwardId };
