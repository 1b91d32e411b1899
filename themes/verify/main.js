// Starts whatever the page has a place for. `CONTEXTS` stands above, written by the program.
import { ContextSet } from './jsonld.js';
import { startAward, startPage } from './page.js';
import { readTables } from './tables.js';

const contexts = new ContextSet(readTables(CONTEXTS));
for (const form of document.querySelectorAll('[data-verify-form]')) startPage(form, contexts);
for (const element of document.querySelectorAll('[data-verify-award]')) startAward(element, contexts);

export { };
