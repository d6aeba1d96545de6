import { createHash } from 'node:crypto';

/** The alphabet of the Python `shortuuid` package, whose ids the library writes: 57 characters that cannot be mistaken for each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const LENGTH = 22;

/**
 * A subscription id made from what must happen once, for example a job's id: the same cause always makes the same record.
 * 22 characters, base 57, as the library's short UUIDs.
 */
export function subscriptionIdFrom(cause: string): string {
  let number = BigInt(`0x${createHash('sha256').update(cause).digest('hex').slice(0, 32)}`);
  let id = '';
  while (id.length < LENGTH) {
    id = `${ALPHABET[Number(number % 57n)]}${id}`;
    number /= 57n;
  }
  return id;
}
