// The whole check of one badge: from bytes to a verdict, steps and facts. Pure but for `env.fetch`.
import { toUtf8 } from './codec.js';
import { factsOf, flawOf, idOf, isCredential, prove, refused, validityOf } from './credential.js';
import { parseDate } from './dates.js';
import { keyListAddress } from './did.js';
import { findBadges } from './extract.js';
import { assertionFlawOf, checkHosted, checkSigned, hostedFactsOf, isAssertion } from './hosted.js';
import { listOf, readJsonObject } from './json.js';
import { readJws } from './jwt.js';
import { ask, hostOf } from './network.js';
import { checkRecipient, identitiesOf } from './recipient.js';
import { Refusal, refuse } from './refusal.js';
import { checkStatus } from './status.js';

const STEPS = ['format', 'signature', 'issuer', 'dates', 'status', 'recipient'];

// `input` is bytes or a text. `env`:
//   contexts  a ContextSet            now      milliseconds since 1970
//   fetch     as the browser's        subtle   crypto.subtle, missing on plain http
//   parseXml  text -> document        email    the address to compare, or nothing
//   base      what ids of this site start with; root: where its files are; isHome: whether that is the same
//   allowed   the origins of other sites that may be asked
//
// Gives `{verdict, sentence, values, steps: [{id, state, sentence, values}], facts, asks}`. A
// sentence is an id in sentences.json, a fact `{id, value}`, an ask `{origin, host, what}`: a site
// that could be asked if the visitor agrees.
async function check(input, env) {
	const inner = { ...env, wanted: new Map(), answers: new Map() };
	const report = { steps: {}, facts: {}, subject: null };
	try {
		if (!env.subtle) refuse('insecure');
		await checkBytes(typeof input === 'string' ? toUtf8(input) : input, inner, report);
	} catch (error) {
		const at = STEPS.find((id) => !report.steps[id]);
		report.steps[at] = refused(error instanceof Refusal ? error : new Refusal('internal', { detail: String(error) }));
	}
	return conclude(report, [...inner.wanted.values()]);
}

async function checkBytes(bytes, env, report, isFirst = true) {
	const [badge] = await findBadges(bytes, env.parseXml);
	if (badge.kind === 'url') {
		const { status, bytes: answer } = isFirst ? await ask(env, badge.text, 'badge') : refuse('not-a-badge');
		if (status !== 200 && status !== 410) refuse('missing', { address: badge.text, status });
		return checkBytes(answer, env, report, false);
	}
	const jws = badge.kind === 'jws' ? readJws(badge.text) : null;
	const document = jws ? jws.payload.vc ?? jws.payload : readJsonObject(badge.text);
	if (isCredential(document)) return checkCredential(badge.text, document, env, report);
	if (isAssertion(document)) return checkAssertion(document, jws, env, report);
	return refuse('not-a-badge');
}

async function checkCredential(text, document, env, report) {
	const { steps } = report;
	const issuer = idOf(document.issuer);
	const flaw = flawOf(document);
	steps.format = flaw ? ['fail', 'format.flaw', { name: flaw }] : ['pass', 'format.credential'];
	const proven = await prove(text, env);
	if (!flaw) steps.format[2] = { suite: proven.suite ?? '' };
	steps.signature = proven.signature;
	steps.issuer = [...proven.issuer.slice(0, 2), { issuer: domainOf(issuer), ...proven.issuer[2] }];
	if (flaw || !isTrusted(steps)) return;
	report.facts = { domain: keyListAddress(issuer) ? domainOf(issuer) : undefined, ...factsOf(document) };
	steps.dates = checkDates(validityOf(document), env.now);
	steps.recipient = await checkRecipient(identitiesOf(document.credentialSubject), env.email);
	steps.status = await quietly(() => checkStatus(document, issuer, env, async (list) => {
		const found = await prove(list, env);
		if (!isTrusted(found)) refuse('bad-list', { problem: 'proof' });
		return found.document;
	}));
}

async function checkAssertion(copy, jws, env, report) {
	const { steps } = report;
	const flaw = assertionFlawOf(copy);
	steps.format = flaw ? ['fail', 'format.flaw', { name: flaw }] : ['pass', jws ? 'format.signed-2' : 'format.hosted'];
	if (flaw) return;
	const result = jws ? await checkSigned(jws, env) : await checkHosted(copy, env);
	const { document, issuer } = result;
	Object.assign(steps, result.steps);
	// Who vouches for it: the site that hosts it, or the one that lists the key.
	const domain = domainOf(jws ? issuer.id : copy.id);
	if (steps.issuer) steps.issuer[2] ??= { issuer: domain };
	if (!issuer || !isTrusted(steps)) return;
	report.facts = { domain, ...hostedFactsOf(result) };
	steps.dates = checkDates({ from: document.issuedOn, until: document.expires, isNeeded: true }, env.now);
	const recipients = listOf(document.recipient);
	steps.recipient = await checkRecipient(recipients.map((one) => ({ ...one, value: one.identity })), env.email);
}

// Signed, and by somebody who may. A warning does not take that away.
function isTrusted({ signature, issuer }) {
	return [signature, issuer].every((step) => step && (step[0] === 'pass' || step[0] === 'warn'));
}

// A list that can't be read leaves the badge signed, and its status open.
async function quietly(work) {
	try {
		return await work();
	} catch (error) {
		return refused(error instanceof Refusal ? error : new Refusal('internal', { detail: String(error) }));
	}
}

function checkDates({ from, until }, now) {
	const [start, end] = [parseDate(from), until === undefined ? Infinity : parseDate(until)];
	if (start === null || end === null || end < start) return ['fail', 'dates.malformed'];
	if (start > now) return ['warn', 'dates.early', { date: from }];
	if (end <= now) return ['warn', 'dates.expired', { date: until }];
	return until === undefined ? ['pass', 'dates.endless'] : ['pass', 'dates.ok', { date: until }];
}

// What people know an issuer by.
function domainOf(id) {
	const name = String(id);
	return hostOf(name.startsWith('did:web:') ? keyListAddress(name) : name) ?? name;
}

function conclude({ steps, facts }, asks) {
	const stateOf = (id) => steps[id]?.[0] ?? 'not-checked';
	const some = (ids, state) => ids.some((id) => stateOf(id) === state);
	const core = STEPS.slice(0, 3);
	let verdict = 'verified';
	if (some(core, 'fail') || stateOf('dates') === 'fail') verdict = 'not-verified';
	else if (some(core, 'not-checked')) verdict = 'cannot-be-checked';
	else if (stateOf('status') === 'fail') verdict = 'revoked';
	else if (stateOf('recipient') === 'fail') verdict = 'not-verified';
	else if (some(STEPS.slice(0, 5), 'warn') || stateOf('status') === 'not-checked') verdict = 'verified-with-warnings';
	const isShown = facts.id !== undefined && (verdict !== 'not-verified' || stateOf('recipient') === 'fail');
	const shown = Object.entries(facts).filter(([, value]) => isShown && typeof value === 'string' && value);
	return {
		verdict, ...headline(verdict, steps), asks,
		steps: STEPS.map((id) => {
			const [state, sentence, values = {}] = steps[id] ?? ['not-checked', 'step.not-reached'];
			return { id, state, sentence, values };
		}),
		facts: shown.map(([id, value]) => ({ id, value })),
	};
}

// The sentence of the verdict: that of the step that decided, where one says it better.
function headline(verdict, { signature, issuer, dates, status, recipient }) {
	const values = { ...issuer?.[2], ...signature?.[2], ...status?.[2], ...dates?.[2] };
	const decided = {
		verified: signature?.[1] === 'signature.hosted' && 'hosted',
		'verified-with-warnings': dates?.[0] === 'warn' && dates[1].slice(6),
		revoked: status?.[1] === 'status.suspended' && 'suspended',
		'not-verified': recipient?.[0] === 'fail' && 'other-recipient',
	}[verdict];
	return { sentence: `verdict.${decided || verdict}`, values };
}

export { check };
