import { createHash } from 'node:crypto';
import type { Policy } from './policy.ts';

/** Short fingerprint of a policy, the same however its JSON was laid out; `none` where there is no policy. */
export function policyVersion(policy: Policy | undefined): string {
  return policy === undefined
    ? 'none'
    : createHash('sha256').update(JSON.stringify(policy, sortedKeys)).digest('hex').slice(0, 12);
}

function sortedKeys(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;
}
