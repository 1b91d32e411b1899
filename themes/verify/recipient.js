// Is it this person's? The address is compared here and goes nowhere.
import { sha256, toHex } from './codec.js';
import { isObject, listOf } from './json.js';

// `identities` are `{type, value, hashed, salt}`. Gives the state and sentence of the step.
async function checkRecipient(identities, email) {
	if (!email?.trim()) return ['not-checked', 'recipient.not-asked'];
	const known = identities.filter((one) => /^e-?mail/i.test(one.type) && typeof one.value === 'string');
	if (!known.length) return ['not-checked', 'recipient.no-address'];
	const forms = { typed: email, trimmed: email.trim(), lower: email.trim().toLowerCase() };
	for (const [form, address] of Object.entries(forms)) {
		for (const one of known) if (await matches(one, address)) return ['pass', `recipient.${form}`];
	}
	const isReadable = known.every((one) => !isHashed(one) || /^sha256\$/i.test(one.value));
	return isReadable ? ['fail', 'recipient.other'] : ['not-checked', 'recipient.other-hash'];
}

function isHashed({ hashed, value }) {
	return hashed === true || /^(sha256|md5)\$/i.test(value);
}

async function matches(one, address) {
	if (!isHashed(one)) return one.value === address;
	return one.value.toLowerCase() === `sha256$${toHex(await sha256(address + (one.salt ?? '')))}`;
}

// The recipients that a credential's subject names.
function identitiesOf(subject) {
	const named = listOf(subject.identifier).filter(isObject)
		.map((one) => ({ type: String(one.identityType), value: one.identityHash, hashed: one.hashed, salt: one.salt }));
	const isMail = typeof subject.id === 'string' && subject.id.startsWith('mailto:');
	return isMail ? [...named, { type: 'email', value: subject.id.slice(7) }] : named;
}

export { checkRecipient, identitiesOf };
