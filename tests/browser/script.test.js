// The modules as the browser gets them: joined into one script, with the sentences beside it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import { embedded, needsTables, theme } from './data.js';

const names = theme('order.txt').trim().split('\n');
const sentences = JSON.parse(theme('sentences.json'));

// As the program joins them: without imports, exports and lines that are only a comment.
function joined() {
	const isKept = (line) => !/^(import |export \{)|^\s*(\/\/.*)?$/.test(line);
	const lines = names.flatMap((name) => theme(name).split('\n')).filter(isKept);
	const { shared, tables } = embedded();
	const trim = (text) => text.split('\n').filter((line) => line.trim() && !line.startsWith('#')).join('\n');
	// No proof covers Open Badges 2.0.
	const needed = tables.filter(([url]) => url !== 'https://w3id.org/openbadges/v2').map(([url, text]) => `['${url}', \`${trim(text)}\n\`]`);
	const contexts = `{ shared: \`${trim(shared)}\n\`, tables: [${needed.join(', ')}] }`;
	return `'use strict';\n(() => {\nconst CONTEXTS = ${contexts};\n${lines.join('\n')}\n})();\n`;
}

test('the script starts without any place to work in, and leaves nothing behind', needsTables, () => {
	const sandbox = vm.createContext({ document: { querySelectorAll: () => [] }, structuredClone });
	const before = Object.keys(sandbox);
	vm.runInContext(joined(), sandbox);
	assert.deepEqual(Object.keys(sandbox), before);
});

test('the script keeps within its size', needsTables, () => {
	const script = joined();
	const packed = gzipSync(script, { level: 9 }).length;
	console.log(`script: ${script.length} bytes, ${packed} gzipped`);
	assert.ok(script.length <= 88000, `${script.length}`);
	assert.ok(packed <= 25000, `${packed}`);
});

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
	const literals = source.match(/(?<=['`])(verdict|format|signature|issuer|dates|status|recipient|page)\.[a-z0-9-]+(?=['`])/g);
	const codes = [...source.matchAll(/\brefuse(?:At)?\((?:\w+, )?'([a-z0-9-]+)'/g)].map(([, code]) => `refused.${code}`);
	// `issuer.type` is the name of a property.
	for (const id of [...literals, ...codes].filter((found) => found !== 'issuer.type')) {
		assert.ok(Object.hasOwn(sentences.en, id), `${id} is missing`);
	}
	for (const id of Object.keys(sentences.en)) {
		const [kind, name] = id.split(/\.(.*)/);
		const isSaid = source.includes(`'${id}'`) || source.includes(`'${name}'`) || source.includes(`${name}: `) || source.includes(`.${name}'`);
		assert.ok(isSaid || program.includes(`"${id}"`) || ['fact', 'state'].includes(kind), `${id} is never said`);
	}
});
