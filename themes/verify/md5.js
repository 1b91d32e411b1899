// MD5, which badges of old hide addresses with, and browsers do not have. It proves nothing here.
//
// Source: RFC 1321.
const SHIFTS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
const SINES = Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32));

function md5(bytes) {
	const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
	padded.set(bytes);
	padded[bytes.length] = 0x80;
	const view = new DataView(padded.buffer);
	view.setUint32(padded.length - 8, bytes.length * 8, true);
	const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
	for (let block = 0; block < padded.length; block += 64) {
		let [a, b, c, d] = state;
		for (let step = 0; step < 64; step++) {
			const round = step >> 4;
			const mixed = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][round];
			const word = [step, 5 * step + 1, 3 * step + 5, 7 * step][round] & 15;
			const sum = (a + mixed + SINES[step] + view.getUint32(block + 4 * word, true)) | 0;
			const shift = SHIFTS[round][step & 3];
			[a, b, c, d] = [d, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0, b, c];
		}
		[a, b, c, d].forEach((value, index) => state[index] += value);
	}
	const digest = new DataView(new ArrayBuffer(16));
	state.forEach((value, index) => digest.setUint32(4 * index, value, true));
	return new Uint8Array(digest.buffer);
}

export { md5 };
