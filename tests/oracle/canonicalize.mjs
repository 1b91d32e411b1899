// A second opinion: canonical N-Quads by the npm packages jsonld (safe mode) and rdf-canonize.
//
// Standard input: one line of JSON, an object from context URL to file; then one document per line.
// Standard output: for each document one line, {"text": N-Quads} or {"error": message}.

import {readFileSync} from 'node:fs';
import jsonld from 'jsonld';

const lines = readFileSync(0, 'utf8').split('\n').filter(line => line !== '');
const files = JSON.parse(lines[0]);
const contexts = new Map(
  Object.entries(files).map(([url, file]) => [url, JSON.parse(readFileSync(file, 'utf8'))]));

async function documentLoader(url) {
  if (!contexts.has(url)) {
    throw new Error(`unknown context ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: contexts.get(url)};
}

async function answer(line) {
  try {
    const options = {algorithm: 'RDFC-1.0', safe: true, documentLoader};
    return {text: await jsonld.canonize(JSON.parse(line), options)};
  } catch (error) {
    const event = error.details?.event?.code ?? error.details?.code ?? '';
    return {error: `${error.name}: ${error.message} ${event}`};
  }
}

for (const line of lines.slice(1)) {
  process.stdout.write(JSON.stringify(await answer(line)) + '\n');
}
