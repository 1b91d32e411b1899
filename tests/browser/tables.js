// Published contexts -> what tables.js of the page gives: for tests that bring contexts of their own.
//
// What the tables cannot say is refused here, as the program's own tables say nothing of the kind.
import { refuse } from '../../themes/verify/refusal.js';

const KEYWORD = /^@(id|type|value|language|set|graph|json|vocab)$/;
const isIri = (text) => /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]*$/.test(text);

export function tableOf(context) {
	if (context === null) return null;
	if (typeof context !== 'object' || Array.isArray(context)) refuse('uncovered');
	const { '@protected': isProtected, '@version': version, ...terms } = context;
	if ((version !== undefined && version !== 1.1) || ![undefined, true].includes(isProtected)) refuse('uncovered');
	const names = Object.keys(terms);
	const entries = names.map((term, index) => [term, definitionOf(term, terms[term], terms, names.slice(0, index))]);
	return { ...(isProtected && { '@protected': true }), ...Object.fromEntries(entries) };
}

function definitionOf(term, written, terms, before) {
	const { '@id': iri, '@type': coercion, '@container': container, '@context': scoped, ...rest } =
		typeof written === 'string' ? { '@id': written } : written ?? {};
	if (!/^[^@:/][^:/]*$/.test(term) || Object.keys(rest).length || iri === '@context') refuse('uncovered');
	const isKnown = (name) => typeof name === 'string' && (before.includes(name) || ((KEYWORD.test(name) || isIri(name)) && isAbove(name)));
	// A table's lines are read from top to bottom.
	const isAbove = (name) => !Object.hasOwn(terms, name) && (!Object.hasOwn(terms, name.split(':')[0]) || before.includes(name.split(':')[0]));
	const containers = [container ?? []].flat();
	const isContainer = containers.every((one) => ['@set', '@list', '@graph'].includes(one)) && !(containers.includes('@list') && containers.includes('@graph'));
	if (!isKnown(iri) || (coercion !== undefined && !isKnown(coercion)) || !isContainer) refuse('uncovered');
	if (KEYWORD.test(coercion ?? '') && !['@id', '@vocab', '@json'].includes(coercion)) refuse('uncovered');
	return {
		iri, coercion, prefix: typeof written === 'string', ...(scoped !== undefined && { scoped: tableOf(scoped) }),
		...Object.fromEntries(containers.map((one) => [one.slice(1), true])),
	};
}
