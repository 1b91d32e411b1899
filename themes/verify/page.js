// The verification page and the verdict on award pages: from what a visitor does to `check`, and
// from its report to text. What a badge says is only ever set as text, never as markup.
import { check, isAwardId } from './check.js';
import { ContextSet } from './jsonld.js';
import { byBadness } from './report.js';
import { readTables } from './tables.js';

// An element with attributes, and children that are elements or text.
function build(name, attributes, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
	element.append(...children);
	return element;
}

// What the page says about itself, in `data-base`, `data-root` and `data-early` of `place`, and the
// sentences in its own language. `more` loads the second script.
function environmentOf(place, known, more) {
	const { base, root, early = '' } = place.dataset;
	const { href, protocol } = location;
	return {
		base, early: early.split(' '), more, allowed: new Set(), subtle: globalThis.crypto?.subtle,
		// Read while the answers of the site are on their way.
		contexts: new Promise((done) => setTimeout(() => done(new ContextSet(readTables(known))))),
		sentences: JSON.parse(document.querySelector('[data-verify-sentences]').textContent),
		// A page saved on a disk may not read the files beside it; it asks the site itself, if allowed.
		root: protocol === 'file:' ? undefined : new URL(root, href).href,
		isHome: href.startsWith(base), fetch: (...request) => fetch(...request),
	};
}

function phrase(env, id, values = {}) {
	return (env.sentences[id] ?? id).replace(/\{([\w-]+)\}/g, (_, name) => {
		const value = values[name] ?? '';
		return value.sentence ? phrase(env, value.sentence, value.values) : name === 'date' ? dayOf(value, env) : value;
	});
}

// The day of whoever wrote it, whatever day it is elsewhere.
function dayOf(written, env) {
	const [year, month, day] = written.split(/\D/).map(Number);
	const { months, first_day: first } = env.sentences;
	const name = months[month - 1];
	return name ? phrase(env, 'date', { year, month: name, day: day === 1 ? first : day }) : written;
}

// When it was checked, for people: the visitor's own day and time.
function momentOf(now, env) {
	// Year, month and day as Swedes write them, then the time.
	const local = new Date(now).toLocaleString('sv');
	return { day: dayOf(local, env), time: local.slice(11, 16), zone: new Date(now).toTimeString().slice(9, 17) };
}

// The page that checks any badge: a form, and an empty region for the report.
function startPage(form, env) {
	const region = document.querySelector('[data-verify-result]');
	const { file, text, email } = form.elements;
	const live = build('p', { class: 'live', role: 'status' });
	region.before(live);
	region.replaceChildren();
	let latest = 0;
	let input = null;

	async function run(next = input) {
		// What a visitor agreed to is agreed to for one badge.
		if (next !== input) env.allowed = new Set();
		input = next;
		if (input === null) return file.focus();
		const mine = ++latest;
		region.replaceChildren();
		live.textContent = phrase(env, 'award.checking');
		const now = Date.now();
		const report = await check(input, { ...env, now, email: email.value });
		// A later badge may have been dropped in the meantime.
		if (mine !== latest) return;
		live.textContent = '';
		// A receipt of a badge of which nothing is proven names what was given.
		const given = input.name ?? (/^\S{1,300}$/.test(input) && input);
		if (given && !report.facts.length) report.facts.push({ id: 'given', value: given });
		region.replaceChildren(...reportOf(report, env, now, (origin) => run(input, env.allowed.add(origin))));
		document.documentElement.dataset.verdict = report.verdict;
		region.focus();
	}

	function runFile([chosen]) {
		text.value = '';
		if (chosen) run(chosen);
	}

	// Addresses are pasted as browsers show them, or with the words around them.
	const runText = (given) => run(given.trim().replace(/^(?!<[?!s])[^{]*?(https?:\/\/[^\s<>"]*[^\s<>".,;:])[^]*/, '$1').replace(/^[\w-]+(\.[\w-]+)+(:\d+)?\//, 'https://$&'));

	function runHash() {
		const id = location.hash.slice(1);
		if (isAwardId(id) && !document.getElementById(id)) run(`${env.base}verify/#${id}`);
	}

	form.addEventListener('submit', (event) => {
		event.preventDefault();
		if (!text.value.trim()) return run();
		file.value = '';
		runText(text.value);
	});
	file.addEventListener('change', () => runFile(file.files));
	document.addEventListener('dragover', (event) => event.preventDefault());
	document.addEventListener('drop', (event) => {
		event.preventDefault();
		const { dataTransfer } = event;
		file.value = '';
		if (dataTransfer.files.length) runFile(dataTransfer.files);
		else runText(dataTransfer.getData('text'));
	});
	addEventListener('hashchange', runHash);
	if (!env.isHome) region.before(build('p', { class: 'notice away' }, phrase(env, 'page.away', env)));
	if (env.subtle) runHash();
	else run('');
}

// The finding that decided, if it was one and the headline does not say the same: it stands right below
// the verdict.
function reasonOf({ verdict, sentence, steps }) {
	const nameOf = (id) => id.split('.')[1];
	const isOne = (state, said) => !/^(step.not-reached|recipient.not-asked)$/.test(said) && (state !== 'pass' || said === 'format.part');
	return steps.filter(({ state, findings: [found] }) => verdict !== 'verified' && isOne(state, found.sentence)).sort(byBadness).slice(0, 1).map(({ findings: [found] }) => found)
		.filter((found) => nameOf(found.sentence) !== nameOf(sentence) || found.values?.reason);
}

// Whether this page was given the words for a finding.
function isSayable({ sentences }, { sentence, values }) {
	return sentence in sentences && Object.values(values ?? {}).every((value) => !value?.sentence || isSayable({ sentences }, value));
}

// The address of a badge of this site, as a link to its page, which knows what became of it.
function pageOf(id, { base, root }) {
	return root && id.startsWith(base) ? build('a', { href: root + id.slice(base.length).replace(/\.[a-z.]{4,20}$/, '.html') }, id) : id;
}

// The report as elements; printed, it is the receipt.
function reportOf({ verdict, sentence, values, steps, facts, asks }, env, now, allow) {
	const say = (id, more) => phrase(env, id, more);
	const press = (text, work) => {
		const button = build('button', { type: 'button', class: 'button' }, text);
		button.addEventListener('click', work);
		return button;
	};
	// Without the fragment, which may name a person's badge.
	const [place] = location.href.split('#');
	const { day, time, zone } = momentOf(now, env);
	return [
		build('h2', { id: 'outcome', 'data-verdict': verdict }, say(sentence, values)),
		...reasonOf({ verdict, sentence, steps }).map((found) => build('p', { class: 'reason' }, say(found.sentence, found.values))),
		...asks.map(({ origin, host, what }) => build('p', { class: 'ask' }, say(`ask.${what}`, { host }), press(say('ask.button', { host }), () => allow(origin)))),
		build('dl', { class: 'said' }, ...facts.map(({ id, value }) => build('div', { 'data-fact': id }, build('dt', {}, say(`fact.${id}`)),
			build('dd', {}, /^(issued|expires)$/.test(id) ? dayOf(value, env) : id === 'id' ? pageOf(value, env) : value || say('fact.none'))))),
		build('h3', {}, say('page.steps')),
		build('ol', { class: 'steps' }, ...steps.map(({ id, state, findings }) => build('li', { 'data-state': state },
			build('strong', {}, say(`step.${id}`)), ' ', build('em', {}, say(`state.${state}`)), ' ',
			...findings.map((found) => build('span', {}, say(found.sentence, found.values)))))),
		build('p', { class: 'when' }, say('page.receipt', { day, time: `${time} ${zone}`, place })),
		press(say('page.print'), () => window.print()),
	];
}

// The verdict of an award page, at the place it keeps for that.
async function startAward(place, env) {
	const now = Date.now();
	const { credential, ends, expired = '', lastDay, standing, headline } = place.dataset;
	const show = (verdict, first, ...rest) => place.replaceChildren(build('p', { 'data-verdict': verdict }, build('strong', { id: 'outcome' }, first), ' ', ...rest));
	const isOver = Date.parse(ends) <= now;
	// An end is said at once, however long the check takes.
	show('', isOver ? phrase(env, 'dates.expired', { date: lastDay }) : '', build('span', {}, phrase(env, 'award.checking')));
	// The page may have been made while it still held.
	if (isOver) env.more().then(({ expire }) => expire(expired)).catch(() => {});
	const report = ofThisPage(await check(credential, { ...env, now }), credential, env.root);
	const checked = phrase(env, env.isHome ? 'award.checked' : 'award.checked-away', { ...momentOf(now, env), base: env.base });
	// A page that knows what became of its badge says why by itself.
	const reason = reasonOf(report).filter((found) => !standing && isSayable(env, found));
	const id = credential.split(/[/.]/).at(-2);
	const title = (report.verdict === 'revoked' && headline) || phrase(env, report.sentence, report.values);
	show(report.verdict, title, ...reason.map(({ sentence, values }) => build('span', { class: 'reason' }, phrase(env, sentence, values))),
		build('span', {}, checked, ' ', build('a', { href: `${place.dataset.root}verify/#${id}` }, phrase(env, 'award.steps'))));
	// What a visitor would have to allow first has its place on the verification page. A page that
	// knows of a revocation does not wait for the list to say so, too.
	place.hidden = report.asks.length > 0 || (standing && report.verdict !== standing);
	mendLinks();
	document.documentElement.dataset.verdict = place.hidden ? '' : report.verdict;
	if (place.hidden) return;
	// The words that named the place, and the tab, may not hold any more.
	place.closest('[aria-labelledby]')?.setAttribute('aria-labelledby', 'outcome');
	if (report.verdict === 'not-verified') document.title = title;
}

// Another badge than the one that the page shows may be genuine, too.
function ofThisPage(report, credential, root) {
	const proven = Object.fromEntries(report.facts.map(({ id, value }) => [id, value]));
	const wordsOf = (text = '') => text.trim().replace(/\s+/g, ' ');
	const isOther = proven.id !== credential || [...document.querySelectorAll('[data-proven]')]
		.some(({ dataset, textContent }) => wordsOf(textContent) !== wordsOf(proven[dataset.proven]));
	// A badge of this site has to ask nobody else.
	if (report.facts.length ? !isOther : !root || !report.asks.length) return report;
	const steps = [{ state: 'fail', findings: [{ sentence: 'award.other' }] }];
	return { verdict: 'not-verified', sentence: 'verdict.not-verified', steps, asks: [] };
}

// On a disk, no server finds the page of a folder.
function mendLinks() {
	for (const link of document.links) if (link.protocol === 'file:' && link.pathname.endsWith('/')) link.pathname += 'index.html';
}

export { build, environmentOf, mendLinks, startAward, startPage };
