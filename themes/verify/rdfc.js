// RDFC-1.0: names blank nodes by what is said about them, then writes sorted N-Quads.
//
// Quads are arrays of four texts: subject, predicate, object, graph; the graph may be ''. A blank
// node is `_:b` and a number, everything else is written as N-Quads do.
// Source: RDF Dataset Canonicalization 1.0, "Canonicalization Algorithm".
import { sha256, toHex } from './codec.js';

const isBlank = (component) => component.startsWith('_:');
const hashText = async (text) => toHex(await sha256(text));

function sortedLines(quads, name) {
	const write = (component) => `${isBlank(component) ? name(component) : component} `;
	const lines = quads.map(([subject, predicate, object, graph]) =>
		`${write(subject)}${predicate} ${write(object)}${graph && write(graph)}.\n`);
	return lines.sort(byCodePoint).join('');
}

// The order of the standard. That of JavaScript puts emoji before U+E000 to U+FFFF.
function byCodePoint(a, b) {
	let i = 0;
	while (i < a.length && a[i] === b[i]) i++;
	return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
}

// Of a text that has ended, -1.
function rank(unit) {
	return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit >= 0 ? unit : -1;
}

// Few documents have blank nodes that look alike: `more` gives the second script, which tells them apart.
async function canonicalQuads(all, more) {
	const quads = [...new Map(all.map((quad) => [quad.join('\n'), quad])).values()];
	const [names, mentions, firstDegree] = [new Map(), new Map(), new Map()];

	for (const quad of quads) {
		for (const blank of new Set([quad[0], quad[2], quad[3]].filter(isBlank))) append(mentions, blank, quad);
	}
	await Promise.all([...mentions].map(async ([own, mentioning]) => {
		firstDegree.set(own, await hashText(sortedLines(mentioning, (blank) => (blank === own ? '_:a' : '_:z'))));
	}));
	const groups = new Map();
	for (const blank of mentions.keys()) append(groups, firstDegree.get(blank), blank);
	const sorted = [...groups.keys()].sort().map((hash) => groups.get(hash));
	for (const group of sorted) if (group.length === 1) name(group[0]);
	const alike = sorted.filter((group) => group.length > 1);
	if (alike.length) await (await more()).nameAlike(alike, { names, mentions, firstDegree, name });
	return sortedLines(quads, (blank) => names.get(blank));

	function name(blank) {
		if (!names.has(blank)) names.set(blank, `_:c14n${names.size}`);
	}
}

function append(map, key, value) {
	map.set(key, [...map.get(key) ?? [], value]);
}

export { append, canonicalQuads, hashText, isBlank };
