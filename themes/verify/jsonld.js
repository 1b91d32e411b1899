// JSON-LD 1.1 -> RDF, in a strict subset: contexts by URL from a closed set, properties as defined
// terms, nothing dropped.
//
// Expansion writes quads directly, as rdfc.js reads them. What is outside the subset, or would be
// lost, is refused with its place and name: a signature would not cover it. `accolade` decides in
// the same way wherever it signs or verifies.
// Source: JSON-LD 1.1 Processing Algorithms and API, "Expansion Algorithms", "Context Processing
// Algorithms", "RDF Serialization/Deserialization Algorithms".
import { canonicalJson } from './jcs.js';
import { isObject, isText } from './json.js';
import { refuse } from './refusal.js';

const MAX_DEPTH = 64;
const MAX_QUADS = 100000;
const MAX_TEXT = 32 << 20;

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const KEYWORDS = new Set(('@id @type @context @value @language @direction @list @set @graph @index @json @none '
	+ '@base @container @import @included @nest @prefix @propagate @protected @reverse @version @vocab').split(' '));

// Contexts by URL, as tables.js gives them.
class ContextSet {
	constructor(contexts) {
		this.contexts = new Map(contexts);
		this.root = newContext(new Map(), null);
	}

	find(url) {
		return this.contexts.get(url) ?? refuse('unknown-context', { url });
	}
}

// `previous` is what applies again in the objects below, if a context does not propagate. The maps
// hold what came out of applying another context: that of a document, of a type, of a property.
function newContext(terms, previous) {
	return { terms, previous, document: new Map(), type: new Map(), property: new Map() };
}

function applyContext(active, local, manner) {
	if (!active[manner].has(local)) active[manner].set(local, processContext(active, local, manner));
	return active[manner].get(local);
}

// The contexts are our own, so that of all that can be wrong with one only this can happen: two of
// them contradict each other.
function processContext(active, local, manner) {
	if (local === null) return manner === 'property' ? newContext(new Map(), null) : refuse('uncovered', { detail: '@context' });
	const terms = new Map(active.terms);
	const { '@protected': isProtected, ...definitions } = local;
	for (const name in definitions) terms.delete(name);
	// Prefixes stand above the terms that use them.
	for (const [name, { iri, coercion, prefix, ...more }] of Object.entries(definitions)) {
		const mapping = expandIri(terms, iri, true);
		const term = { ...more, mapping, coercion: coercion && expandIri(terms, coercion, true), prefix: prefix && /[:/?#[\]@]$/.test(mapping) };
		const before = active.terms.get(name);
		const isKept = before?.isProtected && manner !== 'property';
		if (isKept && canonicalJson({ ...term, isProtected }) !== canonicalJson({ ...before, isProtected })) {
			refuse('uncovered', { detail: `@protected: ${name}` });
		}
		terms.set(name, isKept ? before : { ...term, isProtected });
	}
	return newContext(terms, manner === 'type' ? active.previous ?? active : active.previous);
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
	return isText(text) && /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)
		&& !/[\0- <>"{}|\\^`\x7f-\x9f\s]/.test(text);
}

// The keyword that a member's name stands for, if any.
function keywordOf({ terms }, name) {
	const mapping = name.startsWith('@') ? name : terms.get(name)?.mapping;
	return KEYWORDS.has(mapping) ? mapping : null;
}

function namesOf(active, members, keyword) {
	return Object.keys(members).filter((name) => keywordOf(active, name) === keyword);
}

function below({ depth, pointer }, step) {
	return { depth: depth + 1, pointer: `${pointer}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}` };
}

// Refuses what stands at a place.
function refuseAt({ pointer }, code, values) {
	refuse(code, { ...values, pointer });
}

const uncovered = (place, detail) => refuseAt(place, 'uncovered', { detail: String(detail).slice(0, 80) });

// Turns a document into quads.
function toQuads(document, set) {
	const quads = [];
	let [blanks, length] = [0, 0];
	const newBlank = () => `_:b${blanks++}`;

	function push(place, ...quad) {
		length += quad[2].length;
		if (quads.push(quad) > MAX_QUADS || length > MAX_TEXT) refuseAt(place, 'too-much');
	}

	// Each of these gives the objects that a value stands for.
	function readValue(scope, value, place) {
		if (place.depth > MAX_DEPTH) refuseAt(place, 'too-deep');
		if (value === null) return [];
		if (Array.isArray(value)) return readItems(scope, value, place);
		return isObject(value) ? readObject(scope, value, place) : [readScalar(scope, value, place)];
	}

	function readItems(scope, items, place) {
		return items.flatMap((item, index) =>
			(Array.isArray(item) && scope.property?.list ? readList : readValue)(scope, item, below(place, index)));
	}

	function readProperty(scope, value, place) {
		const { coercion, list, graph } = scope.property;
		if (coercion === '@json') return [jsonLiteral(value)];
		if (list && value !== null) return readList(scope, [value].flat(), place);
		return (graph ? readGraphs : readValue)(scope, value, place);
	}

	function readList(scope, items, place) {
		if (place.depth > MAX_DEPTH) refuseAt(place, 'too-deep');
		return [readItems(scope, items, place).reduceRight((rest, first) => {
			const cell = newBlank();
			push(place, cell, `<${RDF}first>`, first, scope.graph);
			push(place, cell, `<${RDF}rest>`, rest, scope.graph);
			return cell;
		}, `<${RDF}nil>`)];
	}

	// A property whose values are graphs: each object gets a graph of its own.
	function readGraphs(scope, value, place) {
		if (value === null) return [];
		if (place.depth > MAX_DEPTH) refuseAt(place, 'too-deep');
		if (Array.isArray(value)) return value.flatMap((item, index) => readGraphs(scope, item, below(place, index)));
		const graph = newBlank();
		const before = quads.length;
		if (!isObject(value)) uncovered(place, '@graph');
		readObject({ ...scope, graph, isGraph: true }, value, place);
		// A graph that only names something would leave no trace.
		if (quads.length === before) uncovered(place, '@graph');
		return [graph];
	}

	function readObject(scope, members, place) {
		const untyped = untypedContext(scope, members, place);
		const active = typedContext(untyped, members);
		if (!namesOf(active, members, '@value').length) return readNode({ ...scope, active }, untyped, members, place);
		return !scope.property || scope.isGraph ? uncovered(place, '@value') : [readValueObject(active, untyped, members, place)];
	}

	// What terms mean in an object, before the contexts of its types.
	function untypedContext({ active, property }, members, place) {
		// A context that does not propagate still holds in values and references.
		const keeps = namesOf(active, members, '@value').length
			|| (Object.keys(members).length === 1 && namesOf(active, members, '@id').length);
		if (active.previous && !keeps) active = active.previous;
		if (property?.scoped !== undefined) active = applyContext(active, property.scoped, 'property');
		if (!Object.hasOwn(members, '@context')) return active;
		return [members['@context']].flat().reduce((result, url) =>
			applyContext(result, isText(url) ? set.find(url) : refuseAt(place, 'inline-context'), 'document'), active);
	}

	// Applies the contexts of an object's types, in the order of their names.
	function typedContext(untyped, members) {
		const types = namesOf(untyped, members, '@type').flatMap((name) => members[name]);
		return types.filter(isText).sort().reduce((active, name) => {
			const scoped = untyped.terms.get(name)?.scoped;
			return scoped === undefined ? active : applyContext(active, scoped, 'type');
		}, untyped);
	}

	function readNode(scope, untyped, members, place) {
		const { active, graph } = scope;
		const [ids, types] = ['@id', '@type'].map((keyword) => namesOf(active, members, keyword));
		if (ids.length > 1 || types.length > 1) uncovered(place, '@id, @type');
		const subject = ids.length ? resource(active, members[ids[0]], false, below(place, ids[0])) : newBlank();
		for (const [name, value] of Object.entries(members)) {
			const [inner, keyword] = [below(place, name), keywordOf(active, name)];
			if (!keyword) {
				const [mapping, objects] = readMember(scope, name, value, inner);
				for (const object of objects) push(inner, subject, mapping, object, graph);
			} else if (keyword === '@type') {
				for (const type of [value].flat()) {
					push(inner, subject, `<${RDF}type>`, resource(untyped, type, true, inner, 'undefined-type'), graph);
				}
			} else if (keyword !== '@id' && keyword !== '@context') {
				uncovered(inner, keyword);
			}
		}
		return scope.property ? [subject] : [];
	}

	function readMember(scope, name, value, place) {
		const definition = scope.active.terms.get(name);
		// Written as an IRI, it could hide behind the name of another one.
		if (!definition && name.includes(':')) uncovered(place, name);
		if (!definition) refuseAt(place, 'undefined-term', { term: name });
		const property = { ...definition, name };
		return [`<${definition.mapping}>`, readProperty({ ...scope, property, isGraph: false }, value, place)];
	}

	readObject({ active: set.root, property: null, graph: '', isGraph: true }, document, { depth: 0, pointer: '' });
	return quads;
}

// A name that must stand for an IRI or a blank node.
function resource(active, name, vocabulary, place, code = 'uncovered') {
	const iri = isText(name) ? expandIri(active.terms, name, vocabulary) : uncovered(place, '@id, @type');
	// The labels of the document are kept apart from those made here.
	if (iri?.startsWith('_:')) return `_:l${encodeURIComponent(iri)}`;
	return isIri(iri) ? `<${iri}>` : refuseAt(place, code, { value: name, detail: name });
}

// Reads a string, number or boolean: "Value Expansion".
function readScalar({ active, property }, value, place) {
	// The context of a property holds for its scalars too: `proofPurpose` depends on it.
	if (property.scoped !== undefined) active = applyContext(active, property.scoped, 'property');
	const { coercion } = active.terms.get(property.name) ?? {};
	if (coercion === '@json') return jsonLiteral(value);
	if (!isText(value)) return nativeLiteral(value, isIri(coercion) ? coercion : null, place);
	if (!coercion || isIri(coercion)) return literal(value, coercion ?? `${XSD}string`);
	return resource(active, value, coercion === '@vocab', place);
}

function readValueObject(active, untyped, members, place) {
	const found = {};
	for (const [name, value] of Object.entries(members)) {
		const keyword = keywordOf(active, name);
		const isKnown = ['@value', '@type', '@language', '@context'].includes(keyword);
		if (!isKnown || Object.hasOwn(found, keyword)) uncovered(place, name);
		found[keyword] = value;
	}
	const { '@value': value, '@type': type = `${XSD}string`, '@language': language } = found;
	if (!isText(type) || (language !== undefined && (!isText(language) || '@type' in found))) uncovered(place, '@value');
	const datatype = expandIri(untyped.terms, type, true);
	if (datatype === '@json') return jsonLiteral(value);
	// Numbers and booleans are meant to stand by themselves, and nothing says nothing.
	if (!isIri(datatype) || !isText(value)) uncovered(place, '@value');
	return literal(value, datatype, language, place);
}

function literal(text, datatype, language, place) {
	// That type needs a language. Software may or may not turn tags to lower case, so only those in
	// lower case are taken.
	const isTag = language === undefined || /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/.test(language);
	if (!isTag || datatype === `${RDF}langString`) uncovered(place, '@language');
	// As JSON does, but for digits and one character.
	const quoted = JSON.stringify(text).replace(/\\(u(.{4})|.)/g, (found, _, digits) => (digits ? `\\u${digits.toUpperCase()}` : found));
	return `${quoted.replaceAll('\x7f', '\\u007F')}${language ? `@${language}` : datatype === `${XSD}string` ? '' : `^^<${datatype}>`}`;
}

const jsonLiteral = (value) => literal(canonicalJson(value), `${RDF}JSON`);

// A number or boolean; `datatype` is what the context says.
function nativeLiteral(value, datatype, place) {
	if (typeof value === 'boolean') return literal(String(value), datatype ?? `${XSD}boolean`);
	const isFraction = value % 1 !== 0 || Math.abs(value) >= 1e21;
	// Beyond the safe integers a number may already have been rounded by whoever read it.
	const isUnsafe = Object.is(value, -0) || (!isFraction && !Number.isSafeInteger(value));
	const isDouble = isFraction || datatype === `${XSD}double`;
	const text = isUnsafe ? null : isDouble ? canonicalDouble(value) : String(value);
	return literal(text ?? uncovered(place, value), datatype ?? `${XSD}${isDouble ? 'double' : 'integer'}`);
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

export { ContextSet, toQuads };
