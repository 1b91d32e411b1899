// JSON in canonical form (JCS, RFC 8785), of what `readJson` gave. Numbers and strings are already
// written as ECMAScript does, which is what the RFC asks for; what remains is the order of names.

function canonicalJson(value) {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
	// Sorting without a comparison goes by UTF-16 code units, as the RFC does.
	return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`).join()}}`;
}

export { canonicalJson };
