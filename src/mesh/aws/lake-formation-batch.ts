import {
  BatchGrantPermissionsCommand,
  type BatchPermissionsFailureEntry,
  type BatchPermissionsRequestEntry,
  BatchRevokePermissionsCommand,
  type LakeFormationClient,
} from '@aws-sdk/client-lakeformation';
import type { Clock } from '../ports.ts';
import { backoff, patiently } from './patience.ts';
import { isPassing } from './translate-error.ts';

/** Most entries that Lake Formation takes in one call. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_BatchGrantPermissions.html */
const BATCH = 20;
const TRIES = 8;

export type BatchEntry = Omit<BatchPermissionsRequestEntry, 'Id'>;

export interface RefusedEntry {
  readonly entry: BatchEntry;
  readonly code: string;
  readonly reason: string;
}

/** Told after each answer: AWS's request id and the entries that it answers. */
export type OnBatch = (requestId: string, entries: readonly BatchEntry[]) => void;

/**
 * Grants or revokes any number of entries, one batch after the other, since Lake Formation refuses changes of one resource at the same time.
 * Every batch answers 200 and lists what it refused: that is read, what may pass is sent again, the rest is returned.
 */
export async function sendBatches(
  client: LakeFormationClient,
  clock: Clock,
  catalogId: string,
  action: 'grant' | 'revoke',
  entries: readonly BatchEntry[],
  onBatch?: OnBatch,
): Promise<readonly RefusedEntry[]> {
  const refused: RefusedEntry[] = [];
  for (let from = 0; from < entries.length; from += BATCH) {
    const batch = entries
      .slice(from, from + BATCH)
      .map((entry, index) => ({ Id: `e${from + index}`, ...entry }));
    refused.push(...(await sendBatch(client, clock, catalogId, action, batch, onBatch)));
  }
  return refused;
}

async function sendBatch(
  client: LakeFormationClient,
  clock: Clock,
  CatalogId: string,
  action: 'grant' | 'revoke',
  batch: readonly BatchPermissionsRequestEntry[],
  onBatch: OnBatch | undefined,
): Promise<readonly RefusedEntry[]> {
  let rest = batch;
  const refused: RefusedEntry[] = [];
  for (let attempt = 0; ; attempt += 1) {
    const input = { CatalogId, Entries: [...rest] };
    const { Failures = [], $metadata } = await patiently(
      clock,
      action === 'grant' ? 'granting permissions' : 'revoking permissions',
      () =>
        action === 'grant'
          ? client.send(new BatchGrantPermissionsCommand(input))
          : client.send(new BatchRevokePermissionsCommand(input)),
    );
    if ($metadata.requestId !== undefined) {
      onBatch?.($metadata.requestId, rest);
    }
    const failed = new Map(Failures.map((failure) => [failure.RequestEntry?.Id, failure]));
    const again: BatchPermissionsRequestEntry[] = [];
    for (const entry of rest) {
      const failure = failed.get(entry.Id);
      if (failure && passes(failure) && attempt + 1 < TRIES) {
        again.push(entry);
      } else if (failure) {
        refused.push(toRefused(entry, failure));
      }
    }
    if (again.length === 0) {
      return refused;
    }
    rest = again;
    await clock.sleep(backoff(attempt));
  }
}

function passes({ Error: error }: BatchPermissionsFailureEntry): boolean {
  return isPassing(Object.assign(new Error(error?.ErrorMessage), { name: error?.ErrorCode ?? '' }));
}

function toRefused(
  { Id: _, ...entry }: BatchPermissionsRequestEntry,
  { Error: error }: BatchPermissionsFailureEntry,
): RefusedEntry {
  return {
    entry,
    code: error?.ErrorCode ?? 'Unknown',
    reason: error?.ErrorMessage ?? 'Lake Formation gave no reason',
  };
}
