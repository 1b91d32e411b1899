// RDFC-1.0: names blank nodes by what is said about them, then writes sorted N-Quads.
//
// Quads are arrays of four texts: subject, predicate, object, graph; the graph may be ''. A blank
// node is `_:b` and a number, everything else is written as N-Quads do.
// Source: RDF Dataset Canonicalization 1.0, "Canonicalization Algorithm".
import { sha256, toHex } from './codec.js';
import { refuse } from './refusal.js';

// The hardest graph of the published suite that must be answered needs fewer; one made to exhaust
// a verifier needs millions.
const MAX_WORK = 20000;
// How long a chain of alike blank nodes may be followed, so that the stack holds.
const MAX_CHAIN = 400;

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

async function canonicalQuads(all) {
	const quads = [...new Map(all.map((quad) => [quad.join('\n'), quad])).values()];
	const [names, mentions, firstDegree] = [new Map(), new Map(), new Map()];
	let work = 0;

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
	for (const group of sorted) if (group.length > 1) await nameGroup(group);
	return sortedLines(quads, (blank) => names.get(blank));

	function name(blank) {
		if (!names.has(blank)) names.set(blank, `_:c14n${names.size}`);
	}

	async function nameGroup(group) {
		const results = [];
		for (const blank of group) {
			if (!names.has(blank)) results.push(await hashNDegree(blank, issue(new Map(), blank), 0));
		}
		results.sort((a, b) => (a.hash < b.hash ? -1 : 1));
		for (const { issued } of results) [...issued.keys()].forEach(name);
	}

	// "Hash N-Degree Quads": the hash of a blank node by its paths to other blank nodes. `issued`
	// maps blank nodes to temporary names, in the order in which they were given.
	async function hashNDegree(blank, issued, depth) {
		countWork(depth);
		let data = '';
		const related = await relatedTo(blank, issued);
		for (const hash of [...related.keys()].sort()) {
			const best = await shortestPath(related.get(hash).sort(), issued, depth);
			data += hash + best.path;
			issued = best.issued;
		}
		return { hash: await hashText(data), issued };
	}

	// The blank nodes next to one, by the hash of how they are related to it.
	async function relatedTo(blank, issued) {
		const related = new Map();
		for (const quad of mentions.get(blank)) {
			for (const [index, position] of [[0, 's'], [2, 'o'], [3, 'g']]) {
				const other = quad[index];
				if (!isBlank(other) || other === blank) continue;
				countWork(0);
				const known = names.get(other) ?? issued.get(other) ?? firstDegree.get(other);
				append(related, await hashText(position + (position === 'g' ? '' : quad[1]) + known), other);
			}
		}
		return related;
	}

	// The least path through the blank nodes of one hash, over all their orders.
	async function shortestPath(order, issued, depth) {
		let best = null;
		do {
			countWork(0);
			const found = await pathOf(order, new Map(issued), best?.path, depth);
			if (found && (!best || found.path < best.path)) best = found;
		} while (nextPermutation(order));
		return best;
	}

	// The path of one order, or `null` once it is sure to be greater than `least`.
	async function pathOf(order, issued, least, depth) {
		const isWorse = () => least !== undefined && path.length >= least.length && path > least;
		const unvisited = [];
		let path = '';
		for (const blank of order) {
			if (!names.has(blank) && !issued.has(blank)) unvisited.push(blank);
			path += names.get(blank) ?? issue(issued, blank).get(blank);
			if (isWorse()) return null;
		}
		for (const blank of unvisited) {
			const result = await hashNDegree(blank, issued, depth + 1);
			issued = result.issued;
			path += `${issue(issued, blank).get(blank)}<${result.hash}>`;
			if (isWorse()) return null;
		}
		return { path, issued };
	}

	function countWork(depth) {
		if (++work > MAX_WORK || depth > MAX_CHAIN) refuse('too-much');
	}
}

function append(map, key, value) {
	map.set(key, [...map.get(key) ?? [], value]);
}

function issue(issued, blank) {
	return issued.has(blank) ? issued : issued.set(blank, `_:b${issued.size}`);
}

// Turns a list into the next greater order of the same items; false after the greatest.
function nextPermutation(items) {
	const pivot = items.findLastIndex((item, index) => item < items[index + 1]);
	if (pivot < 0) return false;
	const swap = items.findLastIndex((item) => item > items[pivot]);
	[items[pivot], items[swap]] = [items[swap], items[pivot]];
	items.push(...items.splice(pivot + 1).reverse());
	return true;
}

export { canonicalQuads };
