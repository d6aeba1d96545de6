import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An IAM unique id or access key id, for example `AROA` + 17 characters. */
export function uniqueId(prefix: string): string {
  return prefix + [...randomBytes(17)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** 40 characters, as AWS gives for a secret access key. */
export function secretKey(): string {
  return randomBytes(30).toString('base64');
}
