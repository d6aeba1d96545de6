import { createHash } from 'node:crypto';

/** Slack's own page says 150 characters, its type declarations 75: we stay within both. */
const VALUE_LIMIT = 75;

/** A name as an option's value: itself where it fits, else a short key that stands for it. */
export function optionValue(name: string): string {
  return name.length <= VALUE_LIMIT
    ? name
    : `~${createHash('sha256').update(name).digest('base64url').slice(0, 22)}`;
}
