// Finds the badge in an SVG picture.
import { damaged, formOf, notABadge } from './extract.js';
import { refuse } from './refusal.js';

const PLACES = [[3, 'https://purl.imsglobal.org/ob/v3p0', 'credential'], [2, 'http://openbadges.org', 'assertion']];

function parseInBrowser(text) {
	const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
	return parsed.querySelector('parsererror') ? null : parsed;
}

function fromSvg(whole, parseXml = parseInBrowser) {
	const text = whole.replace(/^\ufeff/, '');
	const [, encoding = 'utf-8'] = /^<\?xml\s[^>]*encoding\s*=\s*["']([^"']*)/.exec(text) ?? [];
	if (text.includes('<!ENTITY') || encoding.toLowerCase() !== 'utf-8') damaged('XML');
	const root = /<(\w+:)?svg[\s>]/.test(text) && parseXml(text)?.documentElement;
	if (!root || root.localName !== 'svg') notABadge();
	return PLACES.flatMap(([version, namespace, element]) =>
		Array.from(root.getElementsByTagNameNS(namespace, element), (found) => fromElement(found, version)));
}

function fromElement(element, version) {
	const children = [...element.childNodes];
	if (children.some((child) => child.nodeType === 1)) damaged(element.localName);
	// Texts and CDATA sections; comments are left out.
	const body = children.filter((child) => child.nodeType === 3 || child.nodeType === 4).map((child) => child.nodeValue).join('');
	const verify = element.getAttribute('verify');
	const beside = verify === null ? null : formOf(verify, version);
	if (!body.trim()) return beside ?? notABadge();
	const inside = formOf(body, version);
	// An address beside an assertion is how 2.0 wants it; all else is two badges in one place.
	if (beside && beside.kind !== 'url' && inside.text !== beside.text) refuse('repeated-badge');
	return inside;
}

export { fromSvg };
