// Data Integrity proofs: what they say of themselves, and the bytes that were signed.
//
// Source: Data Integrity EdDSA Cryptosuites v1.0. Ed25519Signature2020 is its predecessor.
import { fromBase58, joinBytes, sha256 } from './codec.js';
import { parseDate } from './dates.js';
import { canonicalJson } from './jcs.js';
import { isObject, listOf } from './json.js';
import { toQuads } from './jsonld.js';
import { canonicalQuads } from './rdfc.js';
import { refuse } from './refusal.js';

// A document with more is made to cost time.
const MAX_PROOFS = 16;

function proofsOf(document) {
	const proofs = listOf(document.proof);
	if (!proofs.length || proofs.length > MAX_PROOFS) refuse(proofs.length ? 'too-much' : 'no-proof');
	return proofs;
}

// Reads one proof: suite, key id and signature.
function readProof(proof, now) {
	const need = (name, isRight) => isRight || refuse('malformed-proof', { name });
	need('proof', isObject(proof));
	const types = listOf(proof.type);
	need('type', types.length === 1 && typeof types[0] === 'string');
	const suite = types[0] === 'DataIntegrityProof' ? proof.cryptosuite : types[0];
	if (!['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'Ed25519Signature2020'].includes(suite)) {
		refuse('unknown-suite', { suite: String(suite) });
	}
	need('proofPurpose', proof.proofPurpose === 'assertionMethod');
	if (Object.hasOwn(proof, 'previousProof')) refuse('chained-proof');
	for (const name of ['created', 'expires']) need(name, proof[name] === undefined || parseDate(proof[name]));
	if (proof.expires !== undefined && parseDate(proof.expires) <= now) refuse('proof-expired', { date: proof.expires });
	need('verificationMethod', typeof proof.verificationMethod === 'string' && proof.verificationMethod.includes(':'));
	const signature = typeof proof.proofValue === 'string' && proof.proofValue.startsWith('z')
		&& fromBase58(proof.proofValue.slice(1));
	need('proofValue', signature && signature.length === 64);
	return { suite, method: proof.verificationMethod, signature, created: proof.created };
}

// The hash of the proof's options, then that of the document.
async function signedBytes(document, proof, suite, contexts) {
	const { proof: _, ...unsecured } = document;
	const { proofValue, ...options } = proof;
	let write = (value) => canonicalQuads(toQuads(value, contexts));
	if (suite === 'eddsa-jcs-2022') {
		write = canonicalJson;
		if (options['@context'] !== undefined) {
			// Contexts that were added after signing are not part of what was signed.
			const [own, all] = [options, unsecured].map((one) => listOf(one['@context']).map(canonicalJson));
			if (own.some((context, index) => context !== all[index])) refuse('malformed-proof', { name: '@context' });
			unsecured['@context'] = options['@context'];
		}
	} else {
		options['@context'] = unsecured['@context'];
	}
	return joinBytes([await sha256(await write(options)), await sha256(await write(unsecured))]);
}

export { proofsOf, readProof, signedBytes };
