// Ed25519 with plain numbers, for browsers that have no Ed25519 of their own.
import { joinBytes } from './codec.js';
import { FIELD, ORDER, toNumber } from './ed25519.js';

// -121665/121666, the constant of the curve -x² + y² = 1 + D x² y².
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

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
	const [a, b] = [(y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)];
	const [c, d] = [2n * D * t1 * t2, 2n * z1 * z2];
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

export { verifyWithNumbers };
