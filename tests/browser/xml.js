// A small XML reader for tests, with as much of the DOM as extract.js uses; browsers have their own.
const TOKEN = /<!\[CDATA\[([^]*?)\]\]>|<!--[^]*?-->|<\?[^]*?\?>|<!DOCTYPE[^>]*>|<\/\s*([^\s>]+)\s*>|<([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gy;
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decode = (text) => text.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (_, decimal, hex, name) =>
	(name ? ENTITIES[name] : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16))));

class Element {
	constructor(name, attributes, parent) {
		Object.assign(this, { nodeType: 1, name, attributes, parent, childNodes: [] });
		const [local, prefix = ''] = name.split(':').reverse();
		this.localName = local;
		this.namespace = this.lookup(prefix);
	}

	lookup(prefix) {
		const declared = this.attributes.get(prefix ? `xmlns:${prefix}` : 'xmlns');
		return declared ?? this.parent?.lookup(prefix) ?? null;
	}

	getAttribute(name) {
		return this.attributes.get(name) ?? null;
	}

	getElementsByTagNameNS(namespace, name) {
		return this.childNodes.filter((node) => node.nodeType === 1).flatMap((node) => [
			...(node.namespace === namespace && node.localName === name ? [node] : []),
			...node.getElementsByTagNameNS(namespace, name),
		]);
	}
}

export function parseXml(text) {
	let open = null;
	let documentElement = null;
	let end = 0;
	for (const [whole, data, close, name, attributes = '', empty, characters] of text.matchAll(TOKEN)) {
		end += whole.length;
		if (data !== undefined) open?.childNodes.push({ nodeType: 4, nodeValue: data });
		else if (characters !== undefined) open?.childNodes.push({ nodeType: 3, nodeValue: decode(characters) });
		else if (name) {
			const pairs = [...attributes.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
			const element = new Element(name, new Map(pairs.map((m) => [m[1], decode(m[2] ?? m[3])])), open);
			if (open) open.childNodes.push(element);
			else documentElement = element;
			if (!empty) open = element;
		} else if (close) {
			if (open?.name !== close) return null;
			open = open.parent;
		}
	}
	return end === text.length && !open && documentElement ? { documentElement } : null;
}
