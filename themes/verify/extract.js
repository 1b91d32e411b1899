// Finds the badge in what was dropped, chosen or pasted, told by content: PNG, SVG, JSON, JWS or an
// address. Nothing about it is checked, and pixels are never looked at.
import { crc32, fromUtf8, inflate } from './codec.js';
import { refuse } from './refusal.js';

const MAX_INPUT = 16 << 20;
const MAX_DOCUMENT = 1 << 20;
const MAX_CHUNKS = 16384;
const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

const VERSIONS = [
	{ version: 3, keyword: 'openbadgecredential', namespace: 'https://purl.imsglobal.org/ob/v3p0', element: 'credential' },
	{ version: 2, keyword: 'openbadges', namespace: 'http://openbadges.org', element: 'assertion' },
];

// Gives the badges found, the newest version first: `{kind: 'json' | 'jws' | 'url', text, source}`.
// At most one of each version, as readers disagree on which of several counts.
async function findBadges(bytes, parseXml) {
	if (bytes.length > MAX_INPUT) refuse('too-large', { limit: MAX_INPUT });
	const start = ascii(bytes.subarray(0, 8));
	const found = start === PNG_SIGNATURE ? await fromPng(bytes) : fromText(fromUtf8(bytes), parseXml);
	if (!found.length) refuse('not-baked');
	if (new Set(found.map((badge) => badge.version)).size < found.length) refuse('repeated-badge');
	return found.sort((a, b) => b.version - a.version);
}

function ascii(bytes) {
	return String.fromCharCode(...bytes);
}

function fromText(whole, parseXml) {
	const text = whole.replace(/^\ufeff/, '');
	if (text.trimStart().startsWith('<')) return fromSvg(text, parseXml);
	const form = formOf(text, 2) ?? refuse('not-a-badge');
	return [{ ...form, source: form.kind }];
}

// Tells what a text is, or `null`.
function formOf(text, version) {
	if (text.length > MAX_DOCUMENT) refuse('too-large', { limit: MAX_DOCUMENT });
	const trimmed = text.trim();
	if (/^\{[^]*\}$/.test(trimmed)) return { kind: 'json', text: trimmed };
	if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(trimmed)) return { kind: 'jws', text: trimmed };
	if (version === 2 && /^https?:\/\/[!-~]+$/.test(trimmed)) return { kind: 'url', text: trimmed };
	return null;
}

async function fromPng(png) {
	const found = [];
	for (const { kind, content } of chunksOf(png)) {
		const end = content.indexOf(0);
		if (!['tEXt', 'zTXt', 'iTXt'].includes(kind) || end < 0 || end > 79) continue;
		const known = VERSIONS.find(({ keyword }) => keyword === ascii(content.subarray(0, end)));
		if (!known) continue;
		const { version } = known;
		const isText = kind === 'iTXt' || (kind === 'tEXt' && version === 2);
		const rest = content.subarray(end + 1);
		const bytes = !isText ? refuse('damaged-picture', { place: kind }) : kind === 'iTXt' ? await iTextOf(rest) : rest;
		const form = formOf(fromUtf8(bytes), version) ?? refuse('not-a-badge');
		found.push({ ...form, version, source: 'png' });
	}
	return found;
}

// Every chunk of a PNG: IHDR first, some IDAT, IEND last, each with the right CRC.
function chunksOf(png) {
	const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
	const chunks = [];
	for (let offset = 8; offset < png.length;) {
		const length = offset + 12 <= png.length ? view.getUint32(offset) : Infinity;
		const end = offset + 12 + length;
		const place = `${offset}`;
		if (end > png.length || chunks.length === MAX_CHUNKS) refuse('damaged-picture', { place });
		if (crc32(png.subarray(offset + 4, end - 4)) !== view.getUint32(end - 4)) refuse('damaged-picture', { place });
		chunks.push({ kind: ascii(png.subarray(offset + 4, offset + 8)), content: png.subarray(offset + 8, end - 4) });
		offset = end;
	}
	const kinds = chunks.map((chunk) => chunk.kind);
	const isWhole = kinds.indexOf('IHDR') === 0 && kinds.lastIndexOf('IHDR') === 0 && chunks[0].content.length === 13
		&& kinds.includes('IDAT') && kinds.indexOf('IEND') === kinds.length - 1 && !chunks.at(-1).content.length;
	return isWhole ? chunks : refuse('damaged-picture', { place: 'IHDR … IEND' });
}

// The text of an iTXt chunk, from what follows its keyword: compression flag and method, language
// tag, translated keyword, text.
async function iTextOf(content) {
	const language = content.indexOf(0, 2);
	const keyword = language < 0 ? -1 : content.indexOf(0, language + 1);
	const [flag, method] = content;
	if (keyword < 0 || flag > 1 || (flag && method)) refuse('damaged-picture', { place: 'iTXt' });
	const text = content.subarray(keyword + 1);
	return flag ? inflate(text, 'deflate', MAX_DOCUMENT) : text;
}

function fromSvg(text, parseXml) {
	const [, encoding = 'utf-8'] = /^<\?xml\s[^>]*encoding\s*=\s*["']([^"']*)/.exec(text) ?? [];
	if (text.includes('<!ENTITY') || encoding.toLowerCase() !== 'utf-8') refuse('damaged-picture', { place: 'XML' });
	const root = parseXml(text)?.documentElement;
	if (root?.localName !== 'svg') refuse('not-a-badge');
	return VERSIONS.flatMap(({ version, namespace, element }) =>
		Array.from(root.getElementsByTagNameNS(namespace, element), (found) => fromElement(found, version)));
}

function fromElement(element, version) {
	const children = [...element.childNodes];
	if (children.some((child) => child.nodeType === 1)) refuse('damaged-picture', { place: element.localName });
	// Texts and CDATA sections; comments are left out.
	const body = children.filter((child) => child.nodeType === 3 || child.nodeType === 4)
		.map((child) => child.nodeValue).join('');
	const inside = formOf(body, version);
	const verify = element.getAttribute('verify');
	const beside = verify === null ? null : formOf(verify, version) ?? refuse('not-a-badge');
	const isSame = inside && beside && inside.text === beside.text;
	// An address beside an assertion is how 2.0 wants it; all else is two badges in one place.
	if (body.trim() && beside && beside.kind !== 'url' && !isSame) refuse('repeated-badge');
	return { ...(inside ?? (body.trim() ? refuse('not-a-badge') : beside ?? refuse('not-a-badge'))), version, source: 'svg' };
}

export { findBadges };
