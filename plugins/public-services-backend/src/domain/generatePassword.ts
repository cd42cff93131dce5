import { randomInt } from 'node:crypto';
import { Secret } from '@flytower/sealing';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const DIGITS = '23456789';
const LENGTH = 32;

/**
 * A password of 32 characters, some 180 bits: letters and digits that no font confuses and no URI, shell or configuration
 * file needs quoted. It has a small letter, a capital and a digit, as servers with password rules want.
 */
export function generatePassword(): Secret {
  for (;;) {
    const text = Array.from(
      { length: LENGTH },
      () => (LETTERS + DIGITS)[randomInt(LETTERS.length + DIGITS.length)],
    ).join('');
    if (/[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)) {
      return Secret.of(text);
    }
  }
}
