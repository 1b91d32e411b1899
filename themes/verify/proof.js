// Data Integrity proofs: what they say of themselves, and the bytes that were signed.
//
// Source: Data Integrity EdDSA Cryptosuites v1.0. Ed25519Signature2020 is its predecessor.
import { fromBase58, joinBytes, sha256 } from './codec.js';
import { parseDate } from './dates.js';
import { isObject, isText, listOf } from './json.js';
import { toQuads } from './jsonld.js';
import { canonicalQuads } from './rdfc.js';
import { condemn, refuse } from './refusal.js';

// A document with more is made to cost time.
const MAX_PROOFS = 16;

function proofsOf({ proof }) {
	const proofs = proof ? listOf(proof) : [];
	if (!proofs.length) condemn('no-proof');
	return proofs.length > MAX_PROOFS ? refuse('too-much') : proofs;
}

// Reads one proof: suite, key id and signature. `shown` gets the suite of one that has the form of a proof.
function readProof(proof, now, shown) {
	const need = (name, isRight) => isRight || condemn('malformed-proof', { name });
	need('proof', isObject(proof));
	const [type, more] = listOf(proof.type);
	need('type', isText(type) && more === undefined);
	const suite = type === 'DataIntegrityProof' ? proof.cryptosuite : type;
	need('cryptosuite', isText(suite));
	if (!['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'Ed25519Signature2020'].includes(suite)) refuse('unknown-suite', { suite });
	need('proofPurpose', proof.proofPurpose === 'assertionMethod');
	if (Object.hasOwn(proof, 'previousProof')) refuse('chained-proof');
	const { verificationMethod: method, proofValue: value, expires } = proof;
	need('verificationMethod', isText(method));
	for (const name of ['created', 'expires']) need(name, proof[name] === undefined || parseDate(proof[name]));
	const signature = isText(value) && value.startsWith('z') && fromBase58(value.slice(1));
	need('proofValue', signature?.length === 64);
	shown.suite = suite;
	need('verificationMethod', method.includes(':'));
	// Objects in each of many proofs could be made to be hard to canonicalize.
	need('proof', Object.entries(proof).every(([name, part]) => name === '@context' || listOf(part).every(isText)));
	if (parseDate(expires) <= now) condemn('proof-expired', { date: expires });
	return { suite, method, signature };
}

// The statements of a document as the text that is signed.
async function canonicalize(document, { contexts, more }) {
	return canonicalQuads(toQuads(document, contexts), more);
}

// The hash of the proof's options, then that of the document without its proofs, whose statements
// `statements` writes.
async function signedBytes(document, { proofValue, ...options }, suite, env, statements) {
	if (suite === 'eddsa-jcs-2022') return (await env.more()).signedJson(document, options);
	const written = await canonicalize({ ...options, '@context': document['@context'] }, env);
	return joinBytes([await sha256(written), await sha256(await statements())]);
}

export { canonicalize, proofsOf, readProof, signedBytes };
