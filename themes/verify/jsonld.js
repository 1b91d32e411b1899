// JSON-LD 1.1 -> RDF, in a strict subset: contexts by URL from a closed set, properties as defined
// terms, nothing dropped.
//
// Expansion writes quads directly, as rdfc.js reads them. What is outside the subset, or would be
// lost, is refused with its place and name: a signature would not cover it. `accolade` decides in
// the same way wherever it signs or verifies.
// Source: JSON-LD 1.1 Processing Algorithms and API, "Expansion Algorithms", "Context Processing
// Algorithms", "RDF Serialization/Deserialization Algorithms".
import { canonicalJson } from './jcs.js';
import { isObject, listOf } from './json.js';
import { refuse } from './refusal.js';

const MAX_DEPTH = 64;
const MAX_QUADS = 100000;
const MAX_TEXT = 32 << 20;

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const KEYWORDS = new Set(('@id @type @context @value @language @direction @list @set @graph @index @json @none '
	+ '@base @container @import @included @nest @prefix @propagate @protected @reverse @version @vocab').split(' '));

// How a context is applied: that of the document, of a type, of a property.
const EMBEDDED = { propagate: true, override: false };
const OF_TYPE = { propagate: false, override: false };
const OF_PROPERTY = { propagate: true, override: true };

// Contexts by URL, compiled when first used and kept. `contexts` are pairs of URL and context.
class ContextSet {
	constructor(contexts) {
		this.contexts = new Map([...contexts].map(([url, value]) => [url, { value }]));
		this.root = newContext();
	}

	find(url) {
		return this.contexts.get(url) ?? refuse('unknown-context', { url });
	}
}

// `previous` is what applies again in the objects below, if a context does not propagate.
function newContext(terms = new Map(), previous = null) {
	return { terms, previous, applied: new Map() };
}

// `local` is a box with the context as written, so that each has an identity to remember it by.
function applyContext(active, local, manner) {
	if (!active.applied.has(local)) active.applied.set(local, new Map());
	const results = active.applied.get(local);
	if (!results.has(manner)) results.set(manner, processContext(active, local.value, manner));
	return results.get(manner);
}

// The contexts are our own, so that of all that can be wrong with one only this can happen: two of
// them contradict each other. What the tables never use is refused.
function processContext(active, local, manner) {
	const previous = manner.propagate ? active.previous : active.previous ?? active;
	if (local === null) {
		const isProtected = [...active.terms.values()].some((term) => term.protected);
		if (isProtected && !manner.override) refuse('protected-term', { term: '@context' });
		return newContext(new Map(), manner.propagate ? null : newContext(active.terms, previous));
	}
	if (!isObject(local)) malformed('@context');
	const result = newContext(new Map(active.terms), previous);
	const names = Object.keys(local).filter((name) => !name.startsWith('@'));
	const isKnown = (name) => names.includes(name) || name === '@protected' || (name === '@version' && local[name] === 1.1);
	if (!Object.keys(local).every(isKnown)) malformed('@context');
	for (const name of names) result.terms.delete(name);
	for (const name of names) defineTerm(result.terms, local, name, active.terms, manner);
	return result;
}

function malformed(term) {
	refuse('malformed-context', { term });
}

// Defines a term, and before it those it is written with.
function defineTerm(terms, local, term, before, manner, depth = 0) {
	if (terms.has(term) || !Object.hasOwn(local, term)) return;
	if (depth > 8) malformed(term);
	const written = typeof local[term] === 'string' ? { '@id': local[term] } : local[term];
	const isText = (text = '') => typeof text === 'string';
	if (!isObject(written) || !written['@id'] || !isText(written['@id']) || !isText(written['@type'])) malformed(term);
	const full = (name) => {
		for (const part of [name, name.split(':')[0]]) {
			if (part !== term) defineTerm(terms, local, part, before, manner, depth + 1);
			else if (name !== term) malformed(term);
		}
		const found = expandIri(terms, name, true);
		return isIri(found) || KEYWORDS.has(found) ? found : malformed(term);
	};
	const { '@id': id, '@type': type, '@container': container, '@context': scoped, ...rest } = written;
	const definition = { mapping: full(id), coercion: null, protected: local['@protected'] ?? false };
	// Only the short form makes an IRI that ends in a delimiter a prefix.
	definition.prefix = typeof local[term] === 'string' && /[:/?#[\]@]$/.test(definition.mapping);
	if (type !== undefined) definition.coercion = ['@id', '@vocab', '@json'].includes(type) ? type : full(type);
	for (const name of listOf(container)) definition[name.slice(1)] = true;
	if (scoped !== undefined) definition.scoped = { value: scoped };
	const isPlain = /^[^:/@]/.test(term) && !/[:/]/.test(term) && definition.mapping !== '@context';
	const isKnown = listOf(container).every((name) => ['@set', '@list', '@graph'].includes(name))
		&& (isIri(definition.coercion) || [null, '@id', '@vocab', '@json'].includes(definition.coercion));
	if (!isPlain || !isKnown || Object.keys(rest).length || (definition.list && definition.graph)) malformed(term);
	terms.set(term, keepProtected(term, before.get(term), definition, manner));
}

function keepProtected(term, previous, definition, manner) {
	if (!previous?.protected || manner.override) return definition;
	const meaning = (one) => canonicalJson({ ...one, protected: true });
	return meaning(previous) === meaning(definition) ? previous : refuse('protected-term', { term });
}

// What a name stands for: a keyword, an absolute IRI, a blank node `_:x`, or `null` for nothing.
// `vocabulary` says whether terms may be used, or only IRIs and compact IRIs.
function expandIri(terms, name, vocabulary) {
	if (KEYWORDS.has(name)) return name;
	if (/^@[A-Za-z]+$/.test(name)) return null;
	const mapping = terms.get(name)?.mapping;
	if (mapping && (vocabulary || mapping.startsWith('@'))) return mapping;
	const colon = name.indexOf(':', 1);
	if (colon < 0) return null;
	const [prefix, suffix] = [name.slice(0, colon), name.slice(colon + 1)];
	if (prefix === '_') return name;
	const start = suffix.startsWith('//') ? null : terms.get(prefix);
	const iri = start?.prefix ? start.mapping + suffix : name;
	return isIri(iri) ? iri : null;
}

// An absolute IRI that N-Quads can hold as it is.
function isIri(text) {
	return typeof text === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)
		&& !/[\0- <>"{}|\\^`\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(text);
}

// The keyword that a member's name stands for, if any.
function keywordOf({ terms }, name) {
	const mapping = name.startsWith('@') ? name : terms.get(name)?.mapping;
	return KEYWORDS.has(mapping) ? mapping : null;
}

function namesOf(active, members, keyword) {
	return Object.keys(members).filter((name) => keywordOf(active, name) === keyword);
}

// Turns a document into quads.
function toQuads(document, set) {
	const expansion = new Expansion(set);
	const root = { depth: 0, pointer: '' };
	if (!isObject(document)) refuse('unsupported', { detail: 'JSON-LD', ...root });
	expansion.object({ active: set.root, property: null, graph: '', isGraph: false }, document, root, []);
	return expansion.quads;
}

function below({ depth, pointer }, step) {
	return { depth: depth + 1, pointer: `${pointer}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}` };
}

// Refuses what stands at a place.
function refuseAt({ pointer }, code, values) {
	refuse(code, { ...values, pointer });
}

const unsupported = (place, detail) => refuseAt(place, 'unsupported', { detail });

class Expansion {
	constructor(set) {
		this.set = set;
		this.quads = [];
		this.blanks = 0;
		this.text = 0;
	}

	push(place, ...quad) {
		this.text += quad[2].length;
		if (this.quads.length >= MAX_QUADS || this.text > MAX_TEXT) refuseAt(place, 'too-much');
		this.quads.push(quad);
	}

	// Reads a value of a property; what it stands for is added to `out`.
	value(scope, value, place, out) {
		if (place.depth > MAX_DEPTH) refuseAt(place, 'too-deep');
		if (value === null) return;
		if (Array.isArray(value)) this.array(scope, value, place, out);
		else if (isObject(value)) this.object(scope, value, place, out);
		else this.scalar(scope, value, place, out);
	}

	array(scope, items, place, out) {
		items.forEach((item, index) => {
			const read = Array.isArray(item) && scope.property?.list ? this.list : this.value;
			read.call(this, scope, item, below(place, index), out);
		});
	}

	// Reads all values of a property.
	propertyValues(scope, value, place, out) {
		const { coercion, list, graph } = scope.property;
		if (coercion === '@json') out.push(jsonLiteral(value));
		else if (list && value !== null) this.list(scope, Array.isArray(value) ? value : [value], place, out);
		else if (graph) this.graphs(scope, value, place, out);
		else this.value(scope, value, place, out);
	}

	list(scope, items, place, out) {
		if (place.depth > MAX_DEPTH) refuseAt(place, 'too-deep');
		const values = [];
		this.array(scope, items, place, values);
		let rest = `<${RDF}nil>`;
		for (const first of values.reverse()) {
			const cell = `_:b${this.blanks++}`;
			this.push(place, cell, `<${RDF}first>`, first, scope.graph);
			this.push(place, cell, `<${RDF}rest>`, rest, scope.graph);
			rest = cell;
		}
		out.push(rest);
	}

	// A property whose values are graphs: each object gets a graph of its own.
	graphs(scope, value, place, out) {
		if (value === null) return;
		if (place.depth > MAX_DEPTH) refuseAt(place, 'too-deep');
		if (Array.isArray(value)) {
			value.forEach((item, index) => this.graphs(scope, item, below(place, index), out));
			return;
		}
		const graph = `_:b${this.blanks++}`;
		const before = this.quads.length;
		if (!isObject(value)) unsupported(place, 'a value in place of a graph');
		this.object({ ...scope, graph, isGraph: true }, value, place, []);
		// A graph that only names something would leave no trace.
		if (this.quads.length === before) unsupported(place, 'an empty graph');
		out.push(graph);
	}

	object(scope, members, place, out) {
		const untyped = this.untypedContext(scope, members, place);
		const active = this.typedContext(untyped, members);
		if (!namesOf(active, members, '@value').length) this.node({ ...scope, active }, untyped, members, place, out);
		else if (!scope.property || scope.isGraph) unsupported(place, '@value');
		else this.valueObject(active, untyped, members, place, out);
	}

	// What terms mean in an object, before the contexts of its types.
	untypedContext({ active, property }, members, place) {
		// A context that does not propagate still holds in values and references.
		const keeps = namesOf(active, members, '@value').length
			|| (Object.keys(members).length === 1 && namesOf(active, members, '@id').length);
		if (active.previous && !keeps) active = active.previous;
		if (property?.scoped) active = applyContext(active, property.scoped, OF_PROPERTY);
		if (!Object.hasOwn(members, '@context')) return active;
		return [members['@context']].flat().reduce((result, url) => {
			if (typeof url !== 'string') refuseAt(place, 'inline-context');
			return applyContext(result, this.set.find(url), EMBEDDED);
		}, active);
	}

	// Applies the contexts of an object's types, in the order of their names.
	typedContext(untyped, members) {
		const types = namesOf(untyped, members, '@type').flatMap((name) => members[name]);
		return types.filter((name) => typeof name === 'string').sort().reduce((active, name) => {
			const scoped = untyped.terms.get(name)?.scoped;
			return scoped ? applyContext(active, scoped, OF_TYPE) : active;
		}, untyped);
	}

	node(scope, untyped, members, place, out) {
		const { active } = scope;
		const subject = this.subject(active, members, place);
		if (namesOf(active, members, '@type').length > 1) unsupported(place, '@type');
		for (const [name, value] of Object.entries(members)) {
			const inner = below(place, name);
			const keyword = keywordOf(active, name);
			if (!keyword) this.property(scope, subject, name, value, inner);
			else if (keyword === '@type') this.types(scope, untyped, subject, value, inner);
			else if (keyword !== '@id' && keyword !== '@context') unsupported(inner, keyword);
		}
		if (scope.property) out.push(subject);
	}

	subject(active, members, place) {
		const [name, second] = namesOf(active, members, '@id');
		if (name === undefined) return `_:b${this.blanks++}`;
		const inner = below(place, name);
		if (second !== undefined || typeof members[name] !== 'string') unsupported(inner, '@id');
		return this.resource(active, members[name], false, inner);
	}

	// A name that must stand for an IRI or a blank node.
	resource(active, name, vocabulary, place, code = 'not-an-iri') {
		const iri = expandIri(active.terms, name, vocabulary);
		// The labels of the document are kept apart from those made here.
		if (iri?.startsWith('_:')) return `_:l${encodeURIComponent(iri)}`;
		return isIri(iri) ? `<${iri}>` : refuseAt(place, code, { value: name });
	}

	types(scope, untyped, subject, value, place) {
		for (const name of [value].flat()) {
			if (typeof name !== 'string') unsupported(place, '@type');
			const type = this.resource(untyped, name, true, place, 'undefined-type');
			this.push(place, subject, `<${RDF}type>`, type, scope.graph);
		}
	}

	property(scope, subject, name, value, place) {
		const definition = scope.active.terms.get(name);
		// Written as an IRI, it could hide behind the name of another one.
		if (!definition && name.includes(':')) refuseAt(place, 'iri-property', { property: name });
		if (!definition) refuseAt(place, 'undefined-term', { term: name });
		const out = [];
		this.propertyValues({ ...scope, property: { ...definition, name }, isGraph: false }, value, place, out);
		for (const object of out) this.push(place, subject, `<${definition.mapping}>`, object, scope.graph);
	}

	// Reads a string, number or boolean: "Value Expansion".
	scalar({ active, property }, value, place, out) {
		// The context of a property holds for its scalars too: `proofPurpose` depends on it.
		if (property.scoped) active = applyContext(active, property.scoped, OF_PROPERTY);
		const { coercion } = active.terms.get(property.name) ?? {};
		const isText = typeof value === 'string';
		if (coercion === '@json') out.push(jsonLiteral(value));
		else if (!isText) out.push(nativeLiteral(value, isIri(coercion) ? coercion : null, place));
		else if (isIri(coercion)) out.push(literal(value, coercion));
		else if (coercion) out.push(this.resource(active, value, coercion === '@vocab', place));
		else out.push(literal(value, `${XSD}string`));
	}

	valueObject(active, untyped, members, place, out) {
		const found = {};
		for (const [name, value] of Object.entries(members)) {
			const keyword = keywordOf(active, name);
			const isKnown = ['@value', '@type', '@language', '@context'].includes(keyword);
			if (!isKnown || Object.hasOwn(found, keyword)) unsupported(place, name);
			found[keyword] = value;
		}
		const { '@value': value, '@type': type, '@language': language } = found;
		const isOneOf = (...ways) => ways.filter((way) => way !== undefined).every((way) => typeof way === 'string');
		if (!isOneOf(type, language) || (type !== undefined && language !== undefined)) unsupported(place, '@value');
		const datatype = type === undefined ? `${XSD}string` : expandIri(untyped.terms, type, true);
		if (datatype === '@json') out.push(jsonLiteral(value));
		else if (!isIri(datatype)) refuseAt(place, 'not-an-iri', { value: type });
		else if (typeof value === 'string') out.push(literal(value, datatype, language, place));
		// Numbers and booleans are meant to stand by themselves, and nothing says nothing.
		else unsupported(place, '@value');
	}
}

function literal(text, datatype, language, place) {
	// That type needs a language. Software may or may not turn tags to lower case, so only those in
	// lower case are taken.
	const isTag = language === undefined || /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/.test(language);
	if (!isTag || datatype === `${RDF}langString`) unsupported(place, '@language');
	const escaped = text.replace(/[\0-\x1f"\\\x7f]/g, escapeCharacter);
	return `"${escaped}"${language ? `@${language}` : datatype === `${XSD}string` ? '' : `^^<${datatype}>`}`;
}

function escapeCharacter(character) {
	const index = '\b\t\n\f\r"\\'.indexOf(character);
	if (index >= 0) return `\\${'btnfr"\\'[index]}`;
	return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function jsonLiteral(value) {
	return literal(canonicalJson(value), `${RDF}JSON`);
}

// A number or boolean; `datatype` is what the context says.
function nativeLiteral(value, datatype, place) {
	if (typeof value === 'boolean') return literal(String(value), datatype ?? `${XSD}boolean`);
	const isFraction = value % 1 !== 0 || Math.abs(value) >= 1e21;
	// Beyond the safe integers a number may already have been rounded by whoever read it.
	const isUnsafe = Object.is(value, -0) || (!isFraction && !Number.isSafeInteger(value));
	const isDouble = isFraction || datatype === `${XSD}double`;
	const text = isUnsafe ? null : isDouble ? canonicalDouble(value) : String(value);
	if (text === null) refuseAt(place, 'number', { number: String(value) });
	return literal(text, datatype ?? `${XSD}${isDouble ? 'double' : 'integer'}`);
}

// The canonical form of xsd:double, `4.5E0`, or `null` if its 16 digits don't give the number again
// or if it lies exactly between two such texts, where C and JavaScript round differently.
function canonicalDouble(value) {
	const text = value.toExponential(15);
	const exact = value.toExponential(60).replace(/^.*\./, '');
	if (Number(text) !== value || /^50*$/.test(exact.slice(15, 60))) return null;
	const [mantissa, exponent] = text.split('e');
	const digits = mantissa.replace(/\.?0+$/, '');
	return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}

export { ContextSet, isIri, toQuads };
