// Bytes and texts: UTF-8, hex, base58, base64url, SHA-256, CRC, inflating within a limit.
import { isText } from './json.js';
import { refuse } from './refusal.js';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

const toUtf8 = (text) => new TextEncoder().encode(text);

// `null` where it is none.
function fromUtf8(bytes) {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return null;
	}
}

function toHex(bytes) {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const joinBytes = (parts) => new Uint8Array(parts.flatMap((part) => [...part]));

// `null` for anything that is no base58 of at most 256 characters: longer texts take quadratic time.
function fromBase58(text) {
	if (text.length > 256) return null;
	let number = 0n;
	for (const character of text) {
		const digit = BASE58.indexOf(character);
		if (digit < 0) return null;
		number = number * 58n + BigInt(digit);
	}
	const bytes = /^1*/.exec(text)[0].split('').fill(0);
	const zeros = bytes.length;
	for (; number > 0n; number >>= 8n) bytes.splice(zeros, 0, Number(number & 255n));
	return Uint8Array.from(bytes);
}

// Without padding, and only as an encoder would have written it; `null` for anything else.
function fromBase64(text) {
	try {
		const binary = atob(text);
		return btoa(binary).replace(/=+$/, '') === text ? Uint8Array.from(binary, (byte) => byte.charCodeAt()) : null;
	} catch {
		return null;
	}
}

function fromBase64url(text) {
	return isText(text) && /^[\w-]*$/.test(text) ? fromBase64(text.replaceAll('-', '+').replaceAll('_', '/')) : null;
}

function crc32(bytes) {
	let crc = ~0;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 && 0xedb88320);
	}
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
function inflate(bytes, format, limit) {
	return readStream(new Response(bytes).body.pipeThrough(new DecompressionStream(format)), limit);
}

// `data` is bytes, or text that stands for its UTF-8.
async function sha256(data) {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', isText(data) ? toUtf8(data) : data));
}

export { crc32, fromBase58, fromBase64, fromBase64url, fromUtf8, inflate, joinBytes, readStream, sha256, toHex, toUtf8 };
