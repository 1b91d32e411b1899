// The checking page and the verdict on award pages: from what a visitor does to `check`, and from
// its report to text. What a badge says is only ever set as text, never as markup.
import { check } from './check.js';

// What the page says about itself: `data-base`, `data-root` and `data-time-zone` of `element`, and
// the sentences in its own language.
function environmentOf(element, contexts) {
	const { base, root, timeZone = 'UTC' } = element.dataset;
	const block = document.querySelector('[data-verify-sentences]');
	return {
		contexts, base, timeZone, sentences: JSON.parse(block.textContent), allowed: new Set(),
		// A page saved on a disk may not read the files beside it; it asks the site itself, if allowed.
		root: location.protocol === 'file:' ? undefined : new URL(root, location.href).href,
		isHome: location.href.startsWith(base),
		fetch: (...request) => fetch(...request), subtle: globalThis.crypto?.subtle, parseXml,
	};
}

function parseXml(text) {
	const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
	return parsed.querySelector('parsererror') ? null : parsed;
}

function phrase({ sentences, timeZone }, id, values = {}) {
	const shown = { ...values, ...(values.date && { date: dayOf(values.date, timeZone) }) };
	return (sentences[id] ?? id).replace(/\{([\w-]+)\}/g, (_, name) => shown[name] ?? '');
}

// `timeZone` is that in which the site's awards have their dates; without one it is the visitor's.
function dayOf(date, timeZone) {
	return new Date(date).toLocaleDateString(document.documentElement.lang, { dateStyle: 'long', timeZone });
}

function timeOf(now) {
	return new Date(now).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
}

// An element with attributes, and children that are elements or text.
function build(name, attributes, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
	element.append(...children);
	return element;
}

// The page that checks any badge: a form, and an empty live region for the report.
function startPage(form, contexts) {
	const env = environmentOf(form, contexts);
	const region = document.querySelector('[data-verify-result]');
	let latest = 0;
	let input = null;

	async function run(next = input) {
		input = next;
		if (input === null) return;
		const mine = ++latest;
		region.replaceChildren(build('p', {}, phrase(env, 'page.checking')));
		const now = Date.now();
		const report = await check(input, { ...env, now, email: form.elements.email.value });
		// A later badge may have been dropped in the meantime.
		if (mine !== latest) return;
		document.documentElement.dataset.verdict = report.verdict;
		region.replaceChildren(...reportOf(report, env, now, (origin) => run(input, env.allowed.add(origin))));
		region.focus();
	}

	const runFile = async (file) => {
		form.elements.text.value = '';
		run(new Uint8Array(await file.arrayBuffer()));
	};
	const runTransfer = (event, transfer) => {
		const [file] = transfer?.files ?? [];
		const text = transfer?.getData('text');
		if (!file && !text) return;
		event.preventDefault();
		if (file) runFile(file);
		else run(text);
	};
	const runHash = () => {
		const [, id] = /^#([A-Za-z0-9_-]{1,64})$/.exec(location.hash) ?? [];
		if (id) run(`${env.base}awards/${id.slice(0, 2)}/${id}.json`);
	};
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		const text = form.elements.text.value;
		run(text.trim() ? text : input);
	});
	form.elements.file.addEventListener('change', ({ target }) => target.files[0] && runFile(target.files[0]));
	document.addEventListener('dragover', (event) => event.preventDefault());
	document.addEventListener('drop', (event) => runTransfer(event, event.dataTransfer));
	document.addEventListener('paste', (event) => {
		if (!event.target.matches?.('input, textarea')) runTransfer(event, event.clipboardData);
	});
	addEventListener('hashchange', runHash);
	runHash();
}

// The report as elements; printed, it is the receipt.
function reportOf(report, env, now, allow) {
	const say = (id, values) => phrase(env, id, values);
	const row = (id, ...value) => build('div', { 'data-fact': id }, build('dt', {}, say(`fact.${id}`)), build('dd', {}, ...value));
	const factOf = ({ id, value }) => row(id, /^(issued|expires)$/.test(id) ? dayOf(value, env.timeZone) : value);
	const stepOf = ({ id, state, sentence, values }) => build('li', { 'data-step': id, 'data-state': state },
		build('strong', {}, say(`step.${id}`)), ' ', build('em', {}, say(`state.${state}`)), ' ',
		build('span', {}, say(sentence, values)));
	const askOf = ({ origin, host, what }) => {
		const button = build('button', { type: 'button' }, say('ask.button', { host }));
		button.addEventListener('click', () => allow(origin));
		return build('p', { class: 'ask' }, say(`ask.${what}`, { host }), ' ', button);
	};
	// What decided stands right below the verdict.
	const unsure = report.verdict === 'verified' ? [] : report.steps.slice(0, 5);
	const decisive = ['fail', 'warn', 'not-checked'].flatMap((state) => [...unsure, report.steps[5]].filter((step) =>
		step.state === state && (step.id !== 'recipient' || state === 'fail')))[0];
	const print = build('button', { type: 'button', class: 'print' }, say('page.print'));
	print.addEventListener('click', () => window.print());
	// Without the fragment, which may name a person's badge.
	const place = location.href.split('#')[0];
	return [
		build('h2', { 'data-verdict': report.verdict }, say(report.sentence, report.values)),
		...(decisive ? [build('p', { class: 'reason' }, say(decisive.sentence, decisive.values))] : []),
		...report.asks.map(askOf),
		...(report.facts.length ? [build('dl', { class: 'said' }, ...report.facts.map(factOf))] : []),
		build('ol', { class: 'steps' }, ...report.steps.map(stepOf)),
		build('p', { class: 'receipt' }, say('page.receipt', { day: dayOf(now), time: timeOf(now), place })),
		build('p', {}, say(env.isHome ? 'page.self' : 'page.away', { place, base: env.base })),
		print,
	];
}

// The verdict of an award page, at the place it keeps for that.
async function startAward(element, contexts) {
	const env = environmentOf(element, contexts);
	const now = Date.now();
	const report = await check(element.dataset.credential, { ...env, now });
	document.documentElement.dataset.verdict = report.verdict;
	element.replaceChildren(build('p', { 'data-verdict': report.verdict },
		build('strong', {}, phrase(env, report.sentence, report.values)), ' ',
		build('span', {}, phrase(env, env.isHome ? 'page.checked' : 'page.checked-away', { time: timeOf(now), base: env.base }))));
	// What a visitor would have to allow first has its place on the checking page.
	element.hidden = report.asks.length > 0;
}

export { startAward, startPage };
