// JSON without doubt: what two programs could read differently is refused.
import { Refusal, refuse } from './refusal.js';

const MAX_JSON_DEPTH = 127;
// Strings, with a colon after names; brackets; numbers. All other mistakes are left to JSON.parse.
const JSON_TOKEN = /("[^"\\]*(?:\\[^][^"\\]*)*"?)([ \t\n\r]*:)?|[{}[\]]|-?\d[-+.\deE]*/g;

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
	return isObject(value) ? value : refuse('json', { detail: '{ … }' });
}

function scanJson(text) {
	const open = [];
	for (const [found, string, colon] of text.matchAll(JSON_TOKEN)) {
		if (string) {
			const name = string.includes('\\') ? JSON.parse(string) : string.slice(1, -1);
			const names = colon && open.at(-1);
			if (!name.isWellFormed() || names?.has(name)) refuse('json', { detail: string.slice(0, 80) });
			names?.add(name);
		} else if ('{['.includes(found)) {
			if (open.push(found === '{' && new Set()) > MAX_JSON_DEPTH) refuse('too-deep');
		} else if ('}]'.includes(found)) {
			open.pop();
		} else if (!isKept(found)) {
			refuse('json', { detail: found.slice(0, 80) });
		}
	}
}

// Whether a number is still the same once it was read.
function isKept(written) {
	const value = Number(written);
	return Math.abs(value) < Infinity ? !/^-?\d{16,20}$/.test(written) || BigInt(written) === BigInt(value) : Number.isNaN(value);
}

function isObject(value) {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// A single value or an array of values -> an array.
function listOf(value) {
	return value === undefined ? [] : [value].flat();
}

const isText = (value) => typeof value === 'string';
const isFilled = (value) => isText(value) && value.trim() !== '';
// The id of a thing that is given by its id or as an object.
const idOf = (value) => [value, value?.id].find(isText);
const hasType = (value, type) => isObject(value) && listOf(value.type).includes(type);

export { hasType, idOf, isFilled, isObject, isText, listOf, readJson, readJsonObject };
