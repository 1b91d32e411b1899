// Is it this person's? The address is compared here and goes nowhere.
import { sha256, toHex, toUtf8 } from './codec.js';
import { isText } from './json.js';
import { md5 } from './md5.js';

// One person has a few addresses, not thousands.
const MAX_IDENTITIES = 64;
const HASH = /^(sha256\$[\da-f]{64}|md5\$[\da-f]{32})$/i;

// `identities` are `{type, value, hashed, salt}`. Gives the finding, if there is one.
async function recipientFindings(identities, email) {
	if (!email?.trim()) return [];
	const known = identities.filter(({ type, value }) => ['email', 'emailAddress'].includes(type) && isText(value)).slice(0, MAX_IDENTITIES);
	if (!known.length) return [['not-checked', 'recipient.no-address']];
	if (!email.includes('@')) return [['not-checked', 'recipient.no-mail']];
	const forms = { typed: email, trimmed: email.trim(), lower: email.trim().toLowerCase() };
	for (const [form, address] of Object.entries(forms)) {
		for (const one of known) if (await matches(one, address)) return [['pass', `recipient.${form}`]];
	}
	const isOpen = known.some(({ hashed, value }) => hashed === true && !HASH.test(value));
	return [isOpen ? ['not-checked', 'recipient.other-hash'] : ['fail', 'recipient.other']];
}

async function matches({ value, salt, hashed }, address) {
	// Some issuers forget to say that it is a hash.
	if (!HASH.test(value)) return hashed !== true && value === address;
	const [name, digits] = value.toLowerCase().split('$');
	const text = address + (isText(salt) ? salt : '');
	return digits === toHex(name === 'md5' ? md5(toUtf8(text)) : await sha256(text));
}

export { recipientFindings };
