// What is signed with `eddsa-jcs-2022`: canonical JSON.
import { joinBytes, sha256 } from './codec.js';
import { canonicalJson } from './jcs.js';
import { listOf } from './json.js';
import { condemn } from './refusal.js';

async function signedJson({ proof, ...unsecured }, options) {
	const own = options['@context'];
	if (own !== undefined) {
		// Contexts that were added after signing are not part of what was signed.
		const [before, all] = [own, unsecured['@context']].map((context) => listOf(context).map(canonicalJson));
		if (before.some((context, index) => context !== all[index])) condemn('malformed-proof', { name: '@context' });
		unsecured['@context'] = own;
	}
	return joinBytes([await sha256(canonicalJson(options)), await sha256(canonicalJson(unsecured))]);
}

export { signedJson };
