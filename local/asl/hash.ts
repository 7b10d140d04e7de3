/** Hex digest of a text's UTF-8 bytes, or undefined for an algorithm AWS's `$hash` does not know. */
export function digest(algorithm: string, text: string): string | undefined {
  const bytes = new TextEncoder().encode(text);
  switch (algorithm) {
    case 'MD5':
      return md5(bytes);
    case 'SHA-1':
      return sha1(bytes);
    case 'SHA-256':
      return sha2(
        bytes,
        32,
        primes(8).map((p) => root(p, 2, 64) >> 32n),
        8,
      );
    case 'SHA-384':
      return sha2(
        bytes,
        64,
        primes(16)
          .slice(8)
          .map((p) => root(p, 2, 64)),
        6,
      );
    case 'SHA-512':
      return sha2(
        bytes,
        64,
        primes(8).map((p) => root(p, 2, 64)),
        8,
      );
    default:
      return undefined;
  }
}

/** FIPS 180-4 section 6.2 and 6.4 with one code for both word sizes; `bits` of a word are 32 or 64. */
function sha2(message: Uint8Array, bits: 32 | 64, start: bigint[], words: number): string {
  const size = BigInt(bits);
  const mask = (1n << size) - 1n;
  const rotr = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (size - n))) & mask;
  const [a1, a2, a3, e1, e2, e3, s1, s2, s3, t1, t2, t3] = (
    bits === 32 ? [2, 13, 22, 6, 11, 25, 7, 18, 3, 17, 19, 10] : [28, 34, 39, 14, 18, 41, 1, 8, 7, 19, 61, 6]
  ).map(BigInt) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  const rounds = bits === 32 ? 64 : 80;
  const k = primes(rounds).map((p) => root(p, 3, 64) >> (64n - size));
  const state = [...start];
  const view = pad(message, bits * 2, false);
  for (let block = 0; block < view.byteLength; block += bits * 2) {
    const w: bigint[] = [];
    for (let i = 0; i < 16; i++) w.push(bits === 32 ? BigInt(view.getUint32(block + i * 4)) : view.getBigUint64(block + i * 8));
    for (let i = 16; i < rounds; i++) {
      const [x, y] = [w[i - 15] as bigint, w[i - 2] as bigint];
      const sigma0 = rotr(x, s1) ^ rotr(x, s2) ^ (x >> s3);
      const sigma1 = rotr(y, t1) ^ rotr(y, t2) ^ (y >> t3);
      w.push(((w[i - 16] as bigint) + sigma0 + (w[i - 7] as bigint) + sigma1) & mask);
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let i = 0; i < rounds; i++) {
      const sum1 = rotr(e, e1) ^ rotr(e, e2) ^ rotr(e, e3);
      const first = h + sum1 + ((e & f) ^ (~e & mask & g)) + (k[i] as bigint) + (w[i] as bigint);
      const sum0 = rotr(a, a1) ^ rotr(a, a2) ^ rotr(a, a3);
      const second = sum0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & mask, c, b, a, (first + second) & mask];
    }
    for (const [i, add] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] as bigint) + add) & mask;
  }
  return state
    .slice(0, words)
    .map((word) => word.toString(16).padStart(bits / 4, '0'))
    .join('');
}

function sha1(message: Uint8Array): string {
  const view = pad(message, 64, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let block = 0; block < view.byteLength; block += 64) {
    const w: number[] = [];
    for (let i = 0; i < 16; i++) w.push(view.getUint32(block + i * 4));
    for (let i = 16; i < 80; i++) w.push(rotl(word(w, i - 3) ^ word(w, i - 8) ^ word(w, i - 14) ^ word(w, i - 16), 1));
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      [e, d, c, b, a] = [d, c, rotl(b, 30), a, (rotl(a, 5) + f + e + k + word(w, i)) | 0];
    }
    for (const [i, add] of [a, b, c, d, e].entries()) state[i] = (word(state, i) + add) | 0;
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** RFC 1321. */
function md5(message: Uint8Array): string {
  const view = pad(message, 64, true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = state as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][round] as number;
      const index = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] as number;
      const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32);
      const sum = (a + f + constant + view.getUint32(block + (index % 16) * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + rotl(sum, word(MD5_SHIFTS, round * 4 + (i % 4)))) | 0];
    }
    for (const [i, add] of [a, b, c, d].entries()) state[i] = (word(state, i) + add) | 0;
  }
  const out = new DataView(new ArrayBuffer(16));
  for (const [i, word] of state.entries()) out.setUint32(i * 4, word, true);
  return [...new Uint8Array(out.buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function pad(message: Uint8Array, block: number, littleEndian: boolean): DataView {
  const lengthField = block / 8;
  const padded = new Uint8Array(Math.ceil((message.length + 1 + lengthField) / block) * block);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(littleEndian ? padded.length - 8 : padded.length - 8, BigInt(message.length) * 8n, littleEndian);
  return view;
}

/** The first 64 bits after the point of a prime's square or cube root: where SHA-2 takes its constants from. */
function root(prime: number, degree: 2 | 3, bits: number): bigint {
  const target = BigInt(prime) << BigInt(bits * degree);
  let low = 0n;
  let high = 1n << BigInt(bits + 6);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle;
  }
  return low & ((1n << BigInt(bits)) - 1n);
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

const rotl = (x: number, n: number): number => (x << n) | (x >>> (32 - n));

const word = (words: readonly number[], i: number): number => words[i] as number;
