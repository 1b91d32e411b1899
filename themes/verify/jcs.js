// JSON in canonical form (JCS, RFC 8785). Numbers and strings are already written as ECMAScript
// does, which is what the RFC asks for; what remains is the order of names.
import { refuse } from './refusal.js';

const MAX_JCS_DEPTH = 128;

function canonicalJson(value, depth = 0) {
	if (depth > MAX_JCS_DEPTH) refuse('too-deep');
	if (typeof value === 'number' && !Number.isFinite(value)) refuse('number', { number: String(value) });
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join()}]`;
	// Sorting without a comparison goes by UTF-16 code units, as the RFC does.
	const names = Object.keys(value).sort();
	return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name], depth + 1)}`).join()}}`;
}

export { canonicalJson };
