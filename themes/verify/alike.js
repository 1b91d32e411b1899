// Names blank nodes that look alike from nearby, by their paths to others.
//
// Source: RDF Dataset Canonicalization 1.0, "Hash N-Degree Quads".
import { append, hashText, isBlank } from './rdfc.js';
import { refuse } from './refusal.js';

// The hardest graph of the published suite that must be answered needs fewer; one made to exhaust
// a verifier needs millions.
const MAX_WORK = 20000;
// How long a chain of alike blank nodes may be followed, so that the stack holds.
const MAX_CHAIN = 400;

// `groups` are those of one hash each, in the order of their hashes; the rest is what `canonicalQuads` knows.
async function nameAlike(groups, { names, mentions, firstDegree, name }) {
	let work = 0;
	for (const group of groups) await nameGroup(group);

	async function nameGroup(group) {
		const results = [];
		for (const blank of group) {
			if (!names.has(blank)) results.push(await hashNDegree(blank, issue(new Map(), blank), 0));
		}
		results.sort((a, b) => (a.hash < b.hash ? -1 : 1));
		for (const { issued } of results) [...issued.keys()].forEach(name);
	}

	// The hash of a blank node by its paths to other blank nodes. `issued`
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

export { nameAlike };
