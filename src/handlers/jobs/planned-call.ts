import { createHash } from 'node:crypto';

/** One call that a plan would make. */
export interface PlannedCall {
  /** For example `LakeFormation`. */
  readonly service: string;
  /** For example `BatchGrantPermissions`. */
  readonly operation: string;
  readonly input: unknown;
}

/** Policies that others write into as well: what they add meanwhile changes nothing of what this would do. */
const SHARED: Readonly<Record<string, string>> = { PutBucketPolicy: 'Bucket', PutResourcePolicy: '' };

/**
 * Fingerprint of what would be done at AWS. Rows of the mesh's own tables carry job ids and times and follow from the rest. Calls that nobody
 * orders, since they go beside each other, count in any order.
 */
export function planDigest(calls: readonly PlannedCall[]): string {
  const lines = calls
    .filter(({ service }) => service !== 'DynamoDB')
    .map(({ service, operation, input }) => {
      const field = SHARED[operation];
      const about =
        field === undefined ? input : Object.entries(Object(input)).filter(([name]) => name === field);
      return JSON.stringify([service, operation, about]);
    });
  return createHash('sha256').update(JSON.stringify(lines.sort())).digest('base64url').slice(0, 22);
}
