import type { Random } from '../clock.ts';

/** `length` hexadecimal digits drawn from the world's random source, so that a seeded world repeats its ids. */
export function randomHex(random: Random, length: number): string {
  let digits = '';
  while (digits.length < length) {
    digits += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  }
  return digits.slice(0, length);
}

/** A version 4 UUID drawn from the world's random source. */
export function randomUuid(random: Random): string {
  const hex = randomHex(random, 32);
  const variant = '89ab'[Math.floor(random() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
