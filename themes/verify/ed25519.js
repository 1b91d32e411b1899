// Ed25519, strictly: browsers differ on keys and signatures that no honest signer makes, so those
// are refused before the browser is asked. `accolade` refuses the same ones.

const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
// The y coordinates of the eight points of small order: a signature by one fits many messages.
const Y_OF_ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
const SMALL_ORDER = [0n, 1n, FIELD - 1n, Y_OF_ORDER_8, FIELD - Y_OF_ORDER_8];

function isSound(point) {
	const y = toNumber(point) % 2n ** 255n;
	return point.length === 32 && y < FIELD && !SMALL_ORDER.includes(y);
}

// The first three are bytes. Falls back to plain numbers where the browser has no Ed25519.
async function verifyEd25519(key, signature, message, { subtle, more }) {
	const [r, s] = [signature.slice(0, 32), signature.slice(32)];
	if (!isSound(key) || !isSound(r) || s.length !== 32 || toNumber(s) >= ORDER) return false;
	try {
		const imported = await subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
		return await subtle.verify('Ed25519', imported, signature, message);
	} catch {
		return (await more()).verifyWithNumbers(key, r, s, message, subtle);
	}
}

// Bytes, the least first, as a number.
function toNumber(bytes) {
	return bytes.reduceRight((number, byte) => number * 256n + BigInt(byte), 0n);
}

export { FIELD, ORDER, isSound, toNumber, verifyEd25519 };
