// Where the published data and the tables of contexts are, if this machine has them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ContextSet } from '../../themes/verify/jsonld.js';
import { readTables } from '../../themes/verify/tables.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const published = process.env.ACCOLADE_SPEC_DATA ?? join(root, '../shared/spec/data');
const tables = process.env.ACCOLADE_CONTEXTS ?? join(root, 'src/proof/contexts');

// Given to a test as its options: says why it skips.
export const needsData = { skip: !existsSync(published) && 'the published data is not on this machine' };
export const needsTables = { skip: !existsSync(tables) && 'the tables of contexts are not in this tree' };
export const needsBoth = { skip: needsData.skip || needsTables.skip };

export const path = (...parts) => join(published, ...parts);
export const bytes = (...parts) => new Uint8Array(readFileSync(path(...parts)));
export const text = (...parts) => readFileSync(path(...parts), 'utf8');
export const json = (...parts) => JSON.parse(text(...parts));
export const theme = (name) => readFileSync(join(root, 'themes/verify', name), 'utf8');

// What the program puts in front of the script: the tables, in the order that mod.rs lists them.
export function embedded() {
	const source = readFileSync(join(tables, 'mod.rs'), 'utf8');
	const names = new Map([...source.matchAll(/pub const (\w+): &str =\s*"([^"]+)"/g)].map((m) => [m[1], m[2]]));
	const list = source.slice(source.indexOf('const TABLES'));
	const entries = [...list.matchAll(/\(\s*(?:(\w+)|"([^"]+)"),\s*include_str!\("([^"]+)"\),?\s*\)/g)];
	const read = (name) => readFileSync(join(tables, name), 'utf8');
	return {
		shared: read('shared.terms'),
		tables: entries.map(([, constant, url, file]) => [url ?? names.get(constant), read(file)]),
	};
}

// Those that the script itself brings; the others come with the second script.
export function usualContexts() {
	const { shared, tables } = embedded();
	return new ContextSet(readTables({ shared, tables: tables.slice(0, 2) }));
}

let known;
export function contexts(extra = []) {
	known ??= readTables(embedded());
	return new ContextSet([...known, ...extra]);
}
