// Bytes and texts: UTF-8, hex, base58, base64url, SHA-256, CRC, inflating within a limit.
import { Refusal, refuse } from './refusal.js';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function toUtf8(text) {
	return new TextEncoder().encode(text);
}

function fromUtf8(bytes) {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return refuse('not-utf8');
	}
}

function toHex(bytes) {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function joinBytes(parts) {
	const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		joined.set(part, offset);
		offset += part.length;
	}
	return joined;
}

// `null` for anything that is no base58 of at most `limit` characters: longer texts take
// quadratic time.
function fromBase58(text, limit = 256) {
	if (typeof text !== 'string' || text.length > limit) return null;
	let number = 0n;
	for (const character of text) {
		const digit = BASE58.indexOf(character);
		if (digit < 0) return null;
		number = number * 58n + BigInt(digit);
	}
	const bytes = [];
	for (; number > 0n; number >>= 8n) bytes.unshift(Number(number & 255n));
	const zeros = text.length - text.replace(/^1+/, '').length;
	return Uint8Array.from([...Array(zeros).fill(0), ...bytes]);
}

// Without padding, and only as an encoder would have written it; `null` for anything else.
function fromBase64url(text) {
	if (typeof text !== 'string' || text.length % 4 === 1) return null;
	const bytes = new Uint8Array((text.length * 3) >> 2);
	let [bits, count, length] = [0, 0, 0];
	for (const character of text) {
		const digit = BASE64URL.indexOf(character);
		if (digit < 0) return null;
		bits = ((bits << 6) | digit) & 0xffff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			bytes[length++] = bits >> count;
		}
	}
	return (bits & ((1 << count) - 1)) === 0 ? bytes : null;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, crc) => {
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	return crc;
});

function crc32(bytes) {
	let crc = ~0;
	for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
	return ~crc >>> 0;
}

// Reads a stream, and stops as soon as there is more than `limit` bytes.
async function readStream(stream, limit) {
	const parts = [];
	let length = 0;
	const reader = stream.getReader();
	for (let part; !(part = await reader.read()).done;) {
		parts.push(part.value);
		length += part.value.length;
		if (length > limit) {
			reader.cancel().catch(() => {});
			refuse('too-large', { limit });
		}
	}
	return joinBytes(parts);
}

// Inflates `gzip` or `deflate` (zlib) data.
async function inflate(bytes, format, limit) {
	try {
		return await readStream(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)), limit);
	} catch (error) {
		return refuse(error instanceof Refusal ? error.code : 'compression', error.values);
	}
}

// `data` is bytes, or text that stands for its UTF-8.
async function sha256(data) {
	const bytes = typeof data === 'string' ? toUtf8(data) : data;
	return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export { crc32, fromBase58, fromBase64url, fromUtf8, inflate, joinBytes, readStream, sha256, toHex, toUtf8 };
