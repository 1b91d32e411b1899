// Ed25519, strictly: browsers differ on keys and signatures that no honest signer makes, so those
// are refused before the browser is asked. `accolade` refuses the same ones.
import { joinBytes } from './codec.js';

const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
// The y coordinates of the eight points of small order: a signature by one fits many messages.
const Y_OF_ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
const SMALL_ORDER = new Set([0n, 1n, FIELD - 1n, Y_OF_ORDER_8, FIELD - Y_OF_ORDER_8]);

// All arguments but the last are bytes. Falls back to plain numbers where the browser has no Ed25519.
async function verifyEd25519(key, signature, message, subtle) {
	if (key.length !== 32 || signature.length !== 64) return false;
	const [r, s] = [signature.slice(0, 32), signature.slice(32)];
	if (!isSound(key) || !isSound(r) || toNumber(s) >= ORDER) return false;
	try {
		const imported = await subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
		return await subtle.verify({ name: 'Ed25519' }, imported, signature, message);
	} catch {
		return verifyWithNumbers(key, r, s, message, subtle);
	}
}

function isSound(point) {
	const y = toNumber(point) % 2n ** 255n;
	return y < FIELD && !SMALL_ORDER.has(y);
}

// Bytes, the least first, as a number.
function toNumber(bytes) {
	return bytes.reduceRight((number, byte) => number * 256n + BigInt(byte), 0n);
}

// RFC 8032, "Verify": [s]B = R + [k]A. Nothing here is secret, so time may depend on the values.
async function verifyWithNumbers(key, r, s, message, subtle) {
	const [a, point] = [decodePoint(toNumber(key)), decodePoint(toNumber(r))];
	if (!a || !point) return false;
	const hash = new Uint8Array(await subtle.digest('SHA-512', joinBytes([r, key, message])));
	const base = decodePoint(4n * power(5n, FIELD - 2n) % FIELD);
	const right = addPoints(point, multiplyPoint(a, toNumber(hash) % ORDER));
	const left = multiplyPoint(base, toNumber(s));
	return [0, 1].every((i) => modulo(left[i] * right[2] - right[i] * left[2]) === 0n);
}

function modulo(number) {
	const rest = number % FIELD;
	return rest < 0n ? rest + FIELD : rest;
}

function power(base, exponent) {
	let result = 1n;
	for (; exponent > 0n; exponent >>= 1n) {
		if (exponent & 1n) result = result * base % FIELD;
		base = base * base % FIELD;
	}
	return result;
}

// -121665/121666, the constant of the curve -x² + y² = 1 + D x² y².
const D = modulo(-121665n * power(121666n, FIELD - 2n));

// The point (x, y) as [x, y, 1, xy], or `null` if there is none. The highest bit is the sign of x.
function decodePoint(encoded) {
	const sign = encoded >> 255n;
	const y = encoded % 2n ** 255n;
	const [u, v] = [modulo(y * y - 1n), modulo(D * y * y + 1n)];
	let x = u * v ** 3n % FIELD * power(u * v ** 7n % FIELD, (FIELD - 5n) / 8n) % FIELD;
	if (modulo(v * x * x + u) === 0n) x = x * power(2n, (FIELD - 1n) / 4n) % FIELD;
	if (modulo(v * x * x - u) !== 0n || (x === 0n && sign)) return null;
	if ((x & 1n) !== sign) x = FIELD - x;
	return [x, y, 1n, x * y % FIELD];
}

function addPoints([x1, y1, z1, t1], [x2, y2, z2, t2]) {
	const [a, b] = [modulo((y1 - x1) * (y2 - x2)), modulo((y1 + x1) * (y2 + x2))];
	const [c, d] = [modulo(2n * D * t1 * t2), modulo(2n * z1 * z2)];
	return [(b - a) * (d - c), (d + c) * (b + a), (d - c) * (d + c), (b - a) * (b + a)].map(modulo);
}

function multiplyPoint(point, factor) {
	let result = [0n, 1n, 1n, 0n];
	for (; factor > 0n; factor >>= 1n) {
		if (factor & 1n) result = addPoints(result, point);
		point = addPoints(point, point);
	}
	return result;
}

export { verifyEd25519 };
