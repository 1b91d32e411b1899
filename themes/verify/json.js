// JSON without doubt: what two programs could read differently is refused.
import { Refusal, refuse } from './refusal.js';

const MAX_JSON_DEPTH = 127;

// Reads one JSON text. Names that occur twice, halves of characters and numbers that would change
// are refused: they could be signed as one thing and shown as another.
function readJson(text) {
	try {
		scanJson(text);
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof Refusal) throw error;
		return refuse('json', { detail: error.message });
	}
}

function readJsonObject(text) {
	const value = readJson(text);
	return isObject(value) ? value : refuse('json', { detail: 'it is no object' });
}

function isObject(value) {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// A single value or an array of values -> an array.
function listOf(value) {
	if (value === undefined || value === null) return [];
	return Array.isArray(value) ? value : [value];
}

// Walks over the tokens that matter; all other mistakes are left to JSON.parse.
function scanJson(text) {
	const token = /["{}[\]]|-?\d[-+.\deE]*/g;
	const open = [];
	for (let match; (match = token.exec(text)); ) {
		const [found] = match;
		if (found === '"') {
			token.lastIndex = endOfString(text, match.index);
			checkString(text, match.index, token.lastIndex, open.at(-1));
		} else if (found === '{' || found === '[') {
			if (open.push(found === '{' ? new Set() : null) > MAX_JSON_DEPTH) refuse('too-deep');
		} else if (found === '}' || found === ']') {
			open.pop();
		} else {
			checkNumber(found);
		}
	}
}

function endOfString(text, start) {
	for (let end = text.indexOf('"', start + 1); end > 0; end = text.indexOf('"', end + 1)) {
		let first = end;
		while (text[first - 1] === '\\') first--;
		if ((end - first) % 2 === 0) return end + 1;
	}
	return text.length;
}

function checkString(text, start, end, names) {
	const written = text.slice(start, end);
	const string = written.includes('\\') ? JSON.parse(written) : written.slice(1, -1);
	if (!string.isWellFormed()) refuse('json', { detail: 'a character is cut in half' });
	const colon = /[ \t\n\r]*:/y;
	colon.lastIndex = end;
	if (!names || !colon.test(text)) return;
	if (names.has(string)) refuse('repeated-name', { name: string });
	names.add(string);
}

function checkNumber(written) {
	const value = Number(written);
	if (Number.isNaN(value)) return;
	const isWhole = Math.abs(value) > Number.MAX_SAFE_INTEGER && /^-?\d{1,20}$/.test(written);
	if (!Number.isFinite(value) || (isWhole && BigInt(written) !== BigInt(value))) {
		refuse('number', { number: written.slice(0, 40) });
	}
}

export { listOf, isObject, readJson, readJsonObject };
