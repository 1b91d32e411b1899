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

async function canonicalQuads(quads) {
	const distinct = new Map(quads.map((quad) => [quad.join('\n'), quad]));
	const naming = new Naming([...distinct.values()]);
	await naming.nameAll();
	return sortedLines(naming.quads, (blank) => naming.names.get(blank)).join('');
}

function isBlank(component) {
	return component.startsWith('_:');
}

function sortedLines(quads, name) {
	const write = (component) => `${isBlank(component) ? name(component) : component} `;
	const lines = quads.map(([subject, predicate, object, graph]) =>
		`${write(subject)}${predicate} ${write(object)}${graph && write(graph)}.\n`);
	return lines.sort(byCodePoint);
}

// The order of the standard. That of JavaScript puts emoji before U+E000 to U+FFFF.
function byCodePoint(a, b) {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) {
		if (a[i] !== b[i]) return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
	}
	return a.length - b.length;
}

function rank(unit) {
	return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

const hashText = async (text) => toHex(await sha256(text));

class Naming {
	constructor(quads) {
		this.quads = quads;
		this.names = new Map();
		this.work = 0;
		this.mentions = new Map();
		for (const quad of quads) {
			for (const blank of new Set([quad[0], quad[2], quad[3]].filter(isBlank))) {
				append(this.mentions, blank, quad);
			}
		}
		this.firstDegree = new Map();
	}

	async nameAll() {
		for (const [own, mentions] of this.mentions) {
			const lines = sortedLines(mentions, (blank) => (blank === own ? '_:a' : '_:z'));
			this.firstDegree.set(own, await hashText(lines.join('')));
		}
		const groups = new Map();
		for (const [blank, hash] of this.firstDegree) append(groups, hash, blank);
		const sorted = [...groups.keys()].sort().map((hash) => groups.get(hash));
		for (const group of sorted) if (group.length === 1) this.name(group[0]);
		for (const group of sorted) if (group.length > 1) await this.nameGroup(group);
	}

	name(blank) {
		if (!this.names.has(blank)) this.names.set(blank, `_:c14n${this.names.size}`);
	}

	async nameGroup(group) {
		const results = [];
		for (const blank of group) {
			if (!this.names.has(blank)) results.push(await this.hashNDegree(blank, issue(new Map(), blank), 0));
		}
		results.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
		for (const { issued } of results) for (const blank of issued.keys()) this.name(blank);
	}

	// "Hash N-Degree Quads": the hash of a blank node by its paths to other blank nodes. `issued`
	// maps blank nodes to temporary names, in the order in which they were given.
	async hashNDegree(blank, issued, depth) {
		this.countWork();
		if (depth > MAX_CHAIN) refuse('too-entangled');
		let data = '';
		const related = await this.relatedTo(blank, issued);
		for (const hash of [...related.keys()].sort()) {
			const best = await this.shortestPath(related.get(hash), issued, depth);
			data += hash + best.path;
			issued = best.issued;
		}
		return { hash: await hashText(data), issued };
	}

	// The blank nodes next to one, by the hash of how they are related to it.
	async relatedTo(blank, issued) {
		const related = new Map();
		for (const quad of this.mentions.get(blank)) {
			for (const [index, position] of [[0, 's'], [2, 'o'], [3, 'g']]) {
				const other = quad[index];
				if (!isBlank(other) || other === blank) continue;
				this.countWork();
				const name = this.names.get(other) ?? issued.get(other) ?? this.firstDegree.get(other);
				const hash = await hashText(position + (position === 'g' ? '' : quad[1]) + name);
				append(related, hash, other);
			}
		}
		return related;
	}

	// The least path through the blank nodes of one hash, over all their orders.
	async shortestPath(blanks, issued, depth) {
		let best = null;
		const order = blanks.sort();
		do {
			this.countWork();
			const found = await this.path(order, new Map(issued), best?.path, depth);
			if (found && (!best || found.path < best.path)) best = found;
		} while (nextPermutation(order));
		return best;
	}

	// The path of one order, or `null` once it is sure to be greater than `least`.
	async path(order, issued, least, depth) {
		const isWorse = (path) => least !== undefined && path.length >= least.length && path > least;
		const unvisited = [];
		let path = '';
		for (const blank of order) {
			if (!this.names.has(blank) && !issued.has(blank)) unvisited.push(blank);
			path += this.names.get(blank) ?? issue(issued, blank).get(blank);
			if (isWorse(path)) return null;
		}
		for (const blank of unvisited) {
			const result = await this.hashNDegree(blank, issued, depth + 1);
			issued = result.issued;
			path += `${issue(issued, blank).get(blank)}<${result.hash}>`;
			if (isWorse(path)) return null;
		}
		return { path, issued };
	}

	countWork() {
		if (++this.work > MAX_WORK) refuse('too-entangled');
	}
}

function append(map, key, value) {
	if (map.has(key)) map.get(key).push(value);
	else map.set(key, [value]);
}

function issue(issued, blank) {
	if (!issued.has(blank)) issued.set(blank, `_:b${issued.size}`);
	return issued;
}

// Turns a list into the next greater order of the same items; false after the greatest.
function nextPermutation(items) {
	const pivot = items.findLastIndex((item, index) => index + 1 < items.length && item < items[index + 1]);
	if (pivot < 0) return false;
	const swap = items.findLastIndex((item) => item > items[pivot]);
	[items[pivot], items[swap]] = [items[swap], items[pivot]];
	for (let i = pivot + 1, j = items.length - 1; i < j; i++, j--) [items[i], items[j]] = [items[j], items[i]];
	return true;
}

export { canonicalQuads };
