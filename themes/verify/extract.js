// Finds the badge in what was dropped, chosen or pasted, told by content: PNG, SVG, JSON, JWS or an
// address. Nothing about it is checked, and pixels are never looked at.
import { crc32, fromUtf8, inflate } from './codec.js';
import { refuse } from './refusal.js';

const MAX_INPUT = 16 << 20;
const MAX_DOCUMENT = 1 << 20;
const MAX_CHUNKS = 16384;

const VERSIONS = { openbadgecredential: 3, openbadges: 2 };

const ascii = (bytes) => String.fromCharCode(...bytes);
const damaged = (place) => refuse('damaged-picture', { place });
const notABadge = () => refuse('not-a-badge');

// Gives the badges found, the newest version first: `{kind: 'json' | 'jws' | 'url', text}`. At most
// one of each version, as readers disagree on which of several counts.
async function findBadges(bytes, env) {
	if (bytes.length > MAX_INPUT) refuse('too-large', { limit: MAX_INPUT });
	const isPng = ascii(bytes.subarray(0, 8)) === '\x89PNG\r\n\x1a\n';
	const found = isPng ? await fromPng(bytes) : await fromText(fromUtf8(bytes) ?? notABadge(), env);
	if (!found.length) refuse('not-baked');
	if (new Set(found.map((badge) => badge.version)).size < found.length) refuse('repeated-badge');
	return found.sort((a, b) => b.version - a.version);
}

async function fromText(text, { parseXml, more }) {
	return /^\s*</.test(text) ? (await more()).fromSvg(text, parseXml) : [formOf(text, 2)];
}

// Tells what a text is.
function formOf(text, version) {
	if (text.length > MAX_DOCUMENT) refuse('too-large', { limit: MAX_DOCUMENT });
	const trimmed = text.trim();
	const kind = /^\{[^]*\}$/.test(trimmed) ? 'json' : /^[\w-]+\.[\w-]+\.[\w-]*$/.test(trimmed) ? 'jws'
		: version === 2 && /^https?:\/\/[!-~]+$/.test(trimmed) ? 'url' : notABadge();
	return { kind, text: trimmed, version };
}

async function fromPng(png) {
	const found = [];
	for (const { kind, content } of chunksOf(png)) {
		const end = content.subarray(0, 80).indexOf(0);
		const version = /^([zi]TXt|tEXt)$/.test(kind) && VERSIONS[ascii(content.subarray(0, Math.max(end, 0)))];
		if (!version) continue;
		if (kind !== 'iTXt' && (kind !== 'tEXt' || version === 3)) damaged(kind);
		const rest = content.subarray(end + 1);
		found.push(formOf(fromUtf8(kind === 'iTXt' ? await iTextOf(rest) : rest) ?? notABadge(), version));
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
		const isWhole = end <= png.length && chunks.length < MAX_CHUNKS
			&& crc32(png.subarray(offset + 4, end - 4)) === view.getUint32(end - 4);
		if (!isWhole) damaged(`${offset}`);
		chunks.push({ kind: ascii(png.subarray(offset + 4, offset + 8)), content: png.subarray(offset + 8, end - 4) });
		offset = end;
	}
	const kinds = chunks.map((chunk) => chunk.kind);
	const isOrdered = kinds.lastIndexOf('IHDR') === 0 && chunks[0].content.length === 13
		&& kinds.includes('IDAT') && kinds.indexOf('IEND') === kinds.length - 1 && !chunks.at(-1).content.length;
	return isOrdered ? chunks : damaged('IHDR … IEND');
}

// The text of an iTXt chunk, from what follows its keyword: compression flag and method, language
// tag, translated keyword, text.
async function iTextOf(content) {
	const [flag, method] = content;
	const end = content.indexOf(0, content.indexOf(0, 2) + 1);
	if (end < 3 || flag > 1 || (flag && method)) damaged('iTXt');
	const text = content.subarray(end + 1);
	if (!flag) return text;
	return inflate(text, 'deflate', MAX_DOCUMENT).catch((error) => (error.code ? refuse(error.code, error.values) : damaged('iTXt')));
}

export { MAX_INPUT, damaged, findBadges, formOf, notABadge };
