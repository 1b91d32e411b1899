// Issuers without an address, and ids that are addresses of somebody else.
import { idOf } from './json.js';
import { domainOf } from './keys.js';
import { hostOf, isWeb, placeOf } from './network.js';

// What a key shows of an issuer whose name does not say where its keys are.
function withoutAddress(controller, issuer) {
	const isKey = controller.startsWith('did:key:');
	if (controller === issuer) return isKey ? ['warn', 'issuer.key-only'] : ['not-checked', 'issuer.no-address', { issuer }];
	return isKey && issuer.startsWith('urn:uuid:') ? ['warn', 'issuer.unknown'] : ['fail', 'issuer.other-key', { key: controller, issuer }];
}

// Its id is no address of the issuer's: within a host, folders of a `did:web` are told apart.
function foreignIds({ id, issuer }) {
	const owner = idOf(issuer);
	const own = isWeb(owner) ? hostOf(owner) : domainOf(owner);
	const isOwn = `${placeOf(id)}/`.startsWith(`${own}/`) || (!own.includes('/') && hostOf(id).endsWith(`.${own}`));
	return isOwn ? [] : [['warn', 'issuer.foreign-id', { host: hostOf(id) }]];
}

export { foreignIds, withoutAddress };
