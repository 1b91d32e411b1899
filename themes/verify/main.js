// Starts whatever the page has a place for. `CONTEXTS` and `MORE`, the name of the second script, stand
// above, written by the program.
import { build, environmentOf, mendLinks, startAward, startPage } from './page.js';
import { Refusal } from './refusal.js';

const { src } = document.currentScript;
let second;

// Gives the functions of the second script, which it loads when it is first needed.
function more() {
	return second ??= new Promise((resolve, reject) => {
		const script = build('script', { src: new URL(MORE, src) });
		script.onload = () => resolve(SECOND);
		script.onerror = () => {
			second = undefined;
			reject(new Refusal('no-part', { address: `${document.querySelector('[data-base]').dataset.base}verify/` }, 'not-checked'));
		};
		document.head.append(script);
	});
}

// A page saved after a check brings along what it said then.
document.documentElement.dataset.verdict = '';
document.querySelectorAll('.live, .away').forEach((one) => one.remove());

mendLinks();
for (const [selector, start] of [['[data-verify-form]', startPage], ['[data-verify-award]', startAward]]) {
	const place = document.querySelector(selector);
	if (place) start(place, environmentOf(place, CONTEXTS, more));
}

export { };
