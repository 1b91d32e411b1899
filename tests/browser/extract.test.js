// Pictures, files and texts: what is found in them, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toUtf8 } from '../../themes/verify/codec.js';
import { findBadges } from '../../themes/verify/extract.js';
import { bytes, needsData } from './data.js';
import { iText, more, png, textChunk } from './make.js';
import { parseXml } from './xml.js';

const find = async (input) => (await findBadges(typeof input === 'string' ? toUtf8(input) : input, { parseXml, more }))
	.map(({ kind, text }) => [kind, text]);
const JSON_3 = '{"type":"OpenBadgeCredential"}';
const JSON_2 = '{"type":"Assertion"}';
const svg = (inside) => `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${inside}<rect/></svg>`;
const credential = (rest) => `<b:credential xmlns:b="https://purl.imsglobal.org/ob/v3p0"${rest}</b:credential>`;
const assertion = (rest) => `<o:assertion xmlns:o="http://openbadges.org"${rest}</o:assertion>`;

test('a PNG gives its badges, the newest version first, compressed or not', async () => {
	for (const flag of [0, 1]) {
		const picture = png(iText('openbadges', JSON_2, flag), iText('openbadgecredential', JSON_3, flag), textChunk('Title', 'x'));
		assert.deepEqual(await find(picture), [['json', JSON_3], ['json', JSON_2]]);
	}
	assert.deepEqual(await find(png(iText('openbadgecredential', 'a.b.c'))), [['jws', 'a.b.c']]);
	assert.deepEqual(await find(png(textChunk('openbadges', 'https://example.org/a.json'))), [['url', 'https://example.org/a.json']]);
});

test('an SVG gives its badges from text, CDATA or attribute', async () => {
	assert.deepEqual(await find(svg(credential(`><![CDATA[${JSON_3}]]>`))), [['json', JSON_3]]);
	assert.deepEqual(await find(svg(credential(' verify="a.b.c">'))), [['jws', 'a.b.c']]);
	const hosted = assertion(` verify="https://example.org/a.json"><![CDATA[${JSON_2}]]>`);
	assert.deepEqual(await find(svg(hosted + credential(`>${JSON_3}`))), [['json', JSON_3], ['json', JSON_2]]);
	assert.deepEqual(await find(svg(assertion(' verify="https://example.org/a.json">'))), [['url', 'https://example.org/a.json']]);
});

test('texts are told by what they look like', async () => {
	assert.deepEqual(await find(`\ufeff ${JSON_3}\n`), [['json', JSON_3]]);
	assert.deepEqual(await find(' a-_9.b.c\n'), [['jws', 'a-_9.b.c']]);
	assert.deepEqual(await find('https://example.org/a.json '), [['url', 'https://example.org/a.json']]);
});

test('what is damaged, doubtful or no badge is refused, with the reason', async () => {
	const good = png(iText('openbadgecredential', JSON_3));
	const cases = {
		'not-baked': [png(), png(textChunk('Title', 'x')), svg('')],
		'repeated-badge': [png(iText('openbadges', JSON_2), iText('openbadges', JSON_2)),
			svg(credential(`>${JSON_3}`) + credential(`>${JSON_3}`)), svg(credential(` verify="a.b.c">${JSON_3}`))],
		'damaged-picture': [good.subarray(0, -1), good.subarray(0, 60), Uint8Array.of(...good, 0), png(textChunk('openbadgecredential', JSON_3)),
			svg(credential('><b/>')), `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('')}`, svg('').replace('?>', ' encoding="utf-16"?>')],
		'not-a-badge': ['', 'hello', '[1]', '<html></html>', '<svg', 'a.b', Uint8Array.of(0x7b, 0xff, 0x7d), 'ftp://example.org/', svg(credential('>hello')), svg(credential('>')),
			png(iText('openbadgecredential', 'https://example.org/'))],
		'too-large': [`{"a":"${'x'.repeat(1 << 20)}"}`, new Uint8Array((16 << 20) + 1), png(iText('openbadges', `{${' '.repeat(2 << 20)}}`, 1))],
	};
	for (const [code, inputs] of Object.entries(cases)) {
		for (const [index, input] of inputs.entries()) await assert.rejects(find(input), { code }, `${code} ${index}`);
	}
});

test('no flipped byte and no cut of a PNG gives another badge', async () => {
	const picture = png(iText('openbadgecredential', JSON_3, 1));
	for (let index = 0; index < picture.length; index++) {
		for (const changed of [picture.subarray(0, index), picture.with(index, picture[index] ^ 1)]) {
			const found = await find(changed).catch((error) => assert.ok(error.code, String(error)));
			if (found) assert.deepEqual(found, [['json', JSON_3]]);
		}
	}
});

test('the published pictures give their badges', needsData, async () => {
	for (const [file, kind] of [['simple-json.png', 'json'], ['simple-jwt.png', 'jws'], ['simple-jwt.svg', 'jws']]) {
		const found = await find(bytes('samples/ob30', file));
		assert.equal(found.length, 1, file);
		assert.equal(found[0][0], kind, file);
	}
});
