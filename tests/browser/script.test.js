// What the modules may never do, and what they say.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { theme } from './data.js';

const names = readdirSync(new URL('../../themes/verify', import.meta.url)).filter((name) => name.endsWith('.js'));
const sentences = JSON.parse(theme('sentences.json'));

test('nothing a badge says can become markup or code', () => {
	for (const name of names) {
		assert.doesNotMatch(theme(name), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|localStorage|sessionStorage|document\.cookie/, name);
	}
});

test('every language has every sentence, with the same words in braces', () => {
	const ids = Object.keys(sentences.en);
	const braces = (text) => (text.match(/\{[\w-]+\}/g) ?? []).sort();
	for (const [language, texts] of Object.entries(sentences)) {
		assert.deepEqual(Object.keys(texts), ids, language);
		for (const id of ids) assert.deepEqual(braces(texts[id]), braces(sentences.en[id]), `${language} ${id}`);
	}
});

test('every sentence that is said exists, and every one that exists is said', () => {
	const source = names.map(theme).join('\n');
	// `accolade verify` has the same sentences, and some that the page has no occasion for.
	const program = readFileSync(new URL('../../src/verify/sentence.rs', import.meta.url), 'utf8');
	const literals = source.match(/(?<=['`])(verdict|format|signature|issuer|dates|status|recipient|list|page|award|refused)\.[a-z0-9-]+(?=['`])/g);
	const codes = [...source.matchAll(/\b(?:refuse|refuseAt|condemn|Refusal)\((?:\w+, )?'([a-z0-9-]+)'/g)].map(([, code]) => `refused.${code}`);
	// These are names of properties.
	for (const id of [...literals, ...codes].filter((found) => !['issuer.type', 'recipient.type', 'recipient.identity', 'recipient.hashed', 'verification.type'].includes(found))) {
		assert.ok(Object.hasOwn(sentences.en, id), `${id} is missing`);
	}
	for (const id of Object.keys(sentences.en)) {
		const [kind, name] = id.split(/\.(.*)/);
		const isSaid = source.includes(`'${id}'`) || source.includes(`'${name}'`) || source.includes(`${name}: `) || source.includes(`.${name}'`);
		assert.ok(isSaid || program.includes(`"${id}"`) || ['fact', 'state', 'step', 'ask'].includes(kind), `${id} is never said`);
	}
});
