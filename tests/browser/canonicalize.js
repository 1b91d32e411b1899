// A third opinion: canonical N-Quads by the checking page, for tests that compare programs.
//
// Standard input: one document per line. Standard output: for each line {"text": N-Quads} or {"error": code}.
import { readFileSync } from 'node:fs';
import { readJson } from '../../themes/verify/json.js';
import { toQuads } from '../../themes/verify/jsonld.js';
import { canonicalQuads } from '../../themes/verify/rdfc.js';
import { contexts } from './data.js';
import { more } from './make.js';

for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
	let answer;
	try {
		const quads = toQuads(readJson(line), contexts());
		answer = quads.length ? { text: await canonicalQuads(quads, more) } : { error: 'empty' };
	} catch (error) {
		if (!error.code) throw error;
		answer = { error: error.code };
	}
	process.stdout.write(`${JSON.stringify(answer)}\n`);
}
