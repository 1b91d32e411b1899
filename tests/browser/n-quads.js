// Reads N-Quads, the form in which published tests give datasets, into the quads of rdfc.js.
const TERM = /<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[\w-]+)?/g;
const ESCAPES = { t: '\t', b: '\b', n: '\n', r: '\r', f: '\f', '"': '"', "'": "'", '\\': '\\' };
const CANONICAL = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '"': '\\"', '\\': '\\\\' };

export function readNQuads(text) {
	return text.split(/\r?\n/).filter((line) => line.trim() && !line.trim().startsWith('#')).map((line) => {
		const [subject, predicate, object, graph = ''] = line.match(TERM).map(canonical);
		return [subject, predicate, object, graph];
	});
}

function canonical(term) {
	const plain = term.replace(/\\u([\dA-Fa-f]{4})|\\U([\dA-Fa-f]{8})|\\(.)/g, (_, four, eight, one) =>
		(one ? ESCAPES[one] : String.fromCodePoint(parseInt(four ?? eight, 16))));
	if (!term.startsWith('"')) return plain;
	const end = plain.lastIndexOf('"');
	const value = plain.slice(1, end);
	const escaped = value.replace(/[\0-\x1f"\\\x7f]/g, (character) => CANONICAL[character]
		?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
	const suffix = plain.slice(end + 1);
	return `"${escaped}"${suffix === '^^<http://www.w3.org/2001/XMLSchema#string>' ? '' : suffix}`;
}
