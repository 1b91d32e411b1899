// The contexts that the program knows, from its tables: one term per line, indented lines are the
// term's own (scoped) context. `accolade` reads the same tables in the same way.

// `shared` is the text of the table of abbreviations and groups, `tables` pairs of URL and text,
// each after the one it is `!like`. Gives a map from URL to context object.
function readTables({ shared, tables }) {
	const reader = { short: new Map(), fragments: new Map(), tables: new Map() };
	readLines(reader, tableLines(shared), {});
	for (const [url, text] of tables) {
		const terms = {};
		readLines(reader, tableLines(text), terms);
		reader.tables.set(url, terms);
	}
	return reader.tables;
}

function tableLines(text) {
	const lines = text.split('\n').filter((line) => line.trim() && !line.trim().startsWith('#'));
	return lines.map((line) => ({ depth: line.search(/\S/), words: line.trim().split(/\s+/) }));
}

// Reads lines of one depth, and with each the deeper ones below it.
function readLines(reader, lines, terms) {
	for (let i = 0; i < lines.length; ) {
		const line = lines[i];
		const start = ++i;
		while (i < lines.length && lines[i].depth > line.depth) i++;
		readTableLine(reader, line.words, lines.slice(start, i), terms);
	}
}

function readTableLine(reader, [word, ...words], below, terms) {
	if (word === '!short') {
		reader.short.set(words[0], words[1]);
	} else if (word === '!fragment') {
		const fragment = {};
		readLines(reader, below, fragment);
		reader.fragments.set(words[0], fragment);
	} else if (word === '!like') {
		Object.assign(terms, structuredClone(reader.tables.get(words[0])));
	} else if (word === '!protected') {
		terms['@protected'] = true;
	} else if (word.startsWith('!')) {
		Object.assign(terms, structuredClone(reader.fragments.get(word === '!use' ? words[0] : word.slice(1))));
	} else if (word.startsWith('-')) {
		delete terms[word.slice(1)];
	} else if (word.startsWith('~')) {
		readLines(reader, below, terms[word.slice(1)]['@context']);
	} else {
		terms[word] = tableDefinition(reader, word, words, below);
	}
}

function tableDefinition(reader, term, [iri, ...words], below) {
	const full = (name) => {
		const [short, rest] = name.split('|');
		return rest === undefined ? name : reader.short.get(short) + (rest || term);
	};
	const definition = { '@id': full(iri) };
	if (words.length && !['null', 'set', 'list', 'graph'].includes(words[0])) {
		const coercion = words.shift();
		if (coercion !== '-') definition['@type'] = full(coercion);
	}
	const containers = words.filter((word) => word !== 'null').map((word) => `@${word}`);
	if (containers.length) definition['@container'] = containers;
	if (words.includes('null')) definition['@context'] = null;
	if (below.length) readLines(reader, below, (definition['@context'] = {}));
	// The short form matters: only it makes an IRI that ends in `#` or `/` a prefix.
	return Object.keys(definition).length === 1 ? definition['@id'] : definition;
}

export { readTables };
