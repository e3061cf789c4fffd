import { randomInt } from "node:crypto";

/**
 * Letters and digits that nobody mistakes for each other when reading a code aloud or from a photo: of each look-alike pair (B8, G6, I1,
 * O0, S5, Z2, UV) one or both are left out, and so are the vowels, which would make words.
 */
const ALPHABET = "34679CDFHJKMNPQRTWXY";
const GROUPS = 3;
const GROUP_LENGTH = 5;

/** How hard a code is to guess: 15 characters of 20 are 64.8 bits. */
export const CODE_BITS = GROUPS * GROUP_LENGTH * Math.log2(ALPHABET.length);

/** Makes a code that can't be guessed (rule 11), such as "K7RXM-4NQWC-9TJDP". */
export function newCode(): string {
  const groups = Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join(""),
  );
  return groups.join("-");
}
