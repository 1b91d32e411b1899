// What stands beside an address that has no badge itself.
import { askForJson } from './network.js';
import { refuse } from './refusal.js';

// The file beside a page whose address has no ending, as some hosts leave it out.
function besidePage(address) {
	const [, page] = /^([^?#]*\/[^./?#]+)(?:[?#]|$)/.exec(address) ?? [];
	return page ? `${page}.json` : refuse('page', { address });
}

// What was erased has left an assertion that says no more than that it does not hold.
async function isErased(address, env) {
	const left = address.replace(/json$/, 'assertion.json');
	const { document } = await askForJson(env, left, 'badge').catch(() => ({}));
	return left !== address && document?.id === left && document.revoked === true;
}

export { besidePage, isErased };
