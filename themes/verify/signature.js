// Who signed a credential: every proof of it, or the token it came in.
import { verifyEd25519 } from './ed25519.js';
import { idOf, readJsonObject } from './json.js';
import { domainOf, hasAddress, keyInName, listedKey } from './keys.js';
import { canonicalize, proofsOf, readProof, signedBytes } from './proof.js';
import { condemn, findingOf } from './refusal.js';
import { STATES } from './report.js';

// Gives a credential, and the token it came in, if it did.
async function readCredential(text, env) {
	return text.startsWith('{') ? { document: readJsonObject(text) } : (await env.more()).readToken(text);
}

// Gives the suite, the findings on the signature, and the one on the issuer unless the signature
// left nothing to ask.
async function checkSignature({ document, token }, env) {
	const issuer = idOf(document.issuer);
	if (token) return combine([await show(document, issuer, async (shown) => (await env.more()).checkToken(shown, token, document, issuer ?? '', env))], env);
	const results = [];
	let statements;
	const { proof: _, ...unsecured } = document;
	const write = () => statements ??= canonicalize(unsecured, env);
	try {
		for (const proof of proofsOf(document)) {
			results.push(await show(document, issuer, (shown) => checkProof(shown, proof, document, issuer ?? '', env, write)));
		}
	} catch (error) {
		results.push({ signature: findingOf(error) });
	}
	return combine(results, env);
}

async function show(document, issuer, work) {
	const shown = {};
	try {
		shown.signature = await work(shown);
	} catch (error) {
		shown.signature = findingOf(error);
	}
	const [state, sentence] = shown.signature;
	// Whose key it is matters once the signature is right, or where the key could not be had.
	const matters = issuer !== undefined && (state === 'pass' || sentence === 'signature.no-key');
	return { ...shown, issuer: matters ? shown.issuer : undefined };
}

// One proof that shows the issuer's signature is enough; the others are told of.
async function combine(results, env) {
	const rank = ({ signature, issuer }) => STATES.indexOf(signature[0]) * 4 + STATES.indexOf(issuer?.[0] ?? 'fail');
	const [best, ...others] = results.sort((a, b) => rank(a) - rank(b));
	const told = others.length && best.signature[0] === 'pass' ? (await env.more()).toldOf(others) : [];
	return { ...best, signature: told.length ? told : [best.signature] };
}

async function checkProof(shown, proof, document, issuer, env, statements) {
	const { suite, method, signature } = readProof(proof, env.now, shown);
	const key = await keyFor(shown, method, keyInName(method), issuer, env);
	if (!key) return ['not-checked', 'signature.no-key'];
	if (!key.raw) condemn('wrong-key', { kind: 'Ed25519' });
	const bytes = await signedBytes(document, proof, suite, env, statements);
	if (!await verifyEd25519(key.raw, signature, bytes, env)) condemn('signature.mismatch');
	// Canonical JSON signs names without meaning, too.
	await statements();
	return ['pass', 'signature.ok'];
}

// The key to check with; whether it is the issuer's goes to `shown`. `named` is the key that the
// document brings itself: it can show that nothing was changed since, but not who signed.
async function keyFor(shown, method, named, issuer, env) {
	if (!hasAddress(issuer)) {
		shown.issuer = (await env.more()).withoutAddress(method.split('#')[0], issuer);
		return named;
	}
	try {
		const { key, isOwn } = await listedKey(env, issuer, method, method ? null : named);
		shown.issuer = [...(isOwn && !env.isHome ? ['warn', 'issuer.copy'] : ['pass', 'issuer.ok']), { issuer: domainOf(issuer) }];
		return key;
	} catch (error) {
		shown.issuer = findingOf(error);
		return named;
	}
}

export { checkSignature, keyFor, readCredential };
