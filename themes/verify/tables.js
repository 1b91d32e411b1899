// The contexts that the program knows, from its tables: one term per line, indented lines are the
// term's own (scoped) context. `accolade` reads the same tables in the same way.

// `shared` is the text of the table of abbreviations and groups, `tables` pairs of URL and text,
// each after the one it is `!like`. Gives pairs of URL and context: `@protected`, and by term
// `{iri, prefix, coercion, set, list, graph, scoped}`.
function readTables({ shared, tables }) {
	const [short, known] = [{}, {}];
	const full = (name, term) => name.replace(/^(\w+)\|(.*)/, (_, start, rest) => short[start] + (rest || term));

	// Reads lines of one depth, and with each the deeper ones below it.
	function read(lines, terms) {
		for (let i = 0; i < lines.length; ) {
			const [depth, word, ...words] = lines[i];
			const start = ++i;
			while (lines[i]?.[0] > depth) i++;
			readLine(terms, word, words, lines.slice(start, i));
		}
		return terms;
	}

	function readLine(terms, word, words, below) {
		const name = word.slice(1);
		if (word === '!short') short[words[0]] = words[1];
		else if (word === '!fragment') known[words[0]] = read(below, {});
		else if (word === '!protected') terms['@protected'] = true;
		else if (word[0] === '!') Object.assign(terms, structuredClone(known[words[0] ?? name]));
		else if (word[0] === '-') delete terms[name];
		else if (word[0] === '~') read(below, terms[name].scoped);
		else terms[word] = define(word, words, below);
	}

	function define(term, [iri, ...words], below) {
		// Only the short form makes an IRI a prefix.
		const definition = { iri: full(iri, term), prefix: !words.length && !below.length };
		for (const word of words) {
			if (word === 'null') definition.scoped = null;
			else if (/^(set|list|graph)$/.test(word)) definition[word] = true;
			else if (word !== '-') definition.coercion = full(word, term);
		}
		if (below.length) definition.scoped = read(below, {});
		return definition;
	}

	return [['', shared], ...tables].map(([url, text]) => {
		const lines = text.split('\n').filter((line) => /^\s*[^\s#]/.test(line));
		known[url] = read(lines.map((line) => [line.search(/\S/), ...line.trim().split(/\s+/)]), {});
		return [url, known[url]];
	}).slice(1);
}

export { readTables };
