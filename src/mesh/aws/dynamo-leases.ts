import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ConflictError, UpstreamError } from '../errors.ts';
import type { Clock, Lease, LeasePlan, Leases } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { LEASE_SECONDS, leaseKey, leaseUpdates } from './lease-rows.ts';
import { backoff, patiently } from './patience.ts';

const PATIENCE_MS = 45_000;

/**
 * Leases as rows `lease#<object>` of the app's table: who holds it, until when, and a number that grows with each holder. All objects of one
 * operation are taken together or not at all, so that two operations cannot wait for each other.
 */
export function createDynamoLeases(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
): Leases {
  const seconds = () => Math.floor(clock.now().getTime() / 1000);

  const plan = (objects: readonly string[]): LeasePlan | undefined => {
    const wanted = [...new Set(objects)].sort();
    // Sometimes nothing is shared, for example where no table could be published; a transaction of nothing is refused.
    return wanted.length > 0 ? { objects: wanted, holder: randomUUID() } : undefined;
  };

  return {
    plan,
    had: leaseOf,

    async take(objects, planned = plan(objects)) {
      if (!planned) {
        return undefined;
      }
      const claim = () =>
        documents.send(
          new TransactWriteCommand({ TransactItems: leaseUpdates(TableName, planned, seconds()) }),
        );
      const started = Date.now();
      for (let attempt = 0; !(await taken(claim, clock)); attempt += 1) {
        if (Date.now() - started > PATIENCE_MS) {
          throw new UpstreamError('LEASE_BUSY', `${planned.objects.join(', ')} stayed taken`, {
            userMessage:
              'Another change of the same bucket or catalog policy is still running. Try again in a minute.',
            retryable: true,
          });
        }
        await clock.sleep(backoff(attempt, 50, 1_000));
      }
      return leaseOf(planned);
    },
  };

  function leaseOf({ objects: wanted, holder }: LeasePlan): Lease {
    const until = () => seconds() + LEASE_SECONDS;
    let heldUntil = until();
    const lost = (cause?: unknown) =>
      new ConflictError('LEASE_LOST', `the lease on ${wanted.join(', ')} ended too early`, {
        userMessage: 'This took too long and another change came first. Nothing is lost; try again.',
        cause,
      });
    return {
      async check() {
        // Half of the time is left for the write itself; only a lease that is running out costs a call.
        if (heldUntil - seconds() > LEASE_SECONDS / 2) {
          return;
        }
        try {
          await patiently(clock, 'keeping the lease', () =>
            documents.send(
              new TransactWriteCommand({
                TransactItems: wanted.map((object) => ({
                  Update: {
                    TableName,
                    Key: leaseKey(object),
                    UpdateExpression: 'SET HeldUntil = :until',
                    ConditionExpression: 'Holder = :holder',
                    ExpressionAttributeValues: { ':holder': holder, ':until': until() },
                  },
                })),
              }),
            ),
          );
          heldUntil = until();
        } catch (error) {
          throw lost(error);
        }
      },
      async release() {
        try {
          await patiently(clock, 'giving the lease back', () =>
            documents.send(
              new TransactWriteCommand({
                TransactItems: wanted.map((object) => ({
                  Update: {
                    TableName,
                    Key: leaseKey(object),
                    UpdateExpression: 'REMOVE Holder, HeldUntil',
                    ConditionExpression: 'Holder = :holder',
                    ExpressionAttributeValues: { ':holder': holder },
                  },
                })),
              }),
            ),
          );
        } catch (error) {
          // Somebody else holds it since it ran out: there is nothing left to give back.
          if (!(error instanceof Error && isAwsError(error.cause, 'TransactionCanceledException'))) {
            throw error;
          }
        }
      },
    };
  }
}

async function taken(claim: () => Promise<unknown>, clock: Clock): Promise<boolean> {
  try {
    await patiently(clock, 'waiting for the lease', claim);
    return true;
  } catch (error) {
    if (error instanceof Error && isAwsError(error.cause, 'TransactionCanceledException')) {
      return false;
    }
    throw error;
  }
}

/** A plan writes nothing, so that there is nothing to read back: every lease is had. */
export function createPlannedLeases(): Leases {
  const lease: Lease = { check: async () => undefined, release: async () => undefined };
  return { plan: () => undefined, had: () => lease, take: async () => lease };
}

/** Without the app's table there is nothing to lock on: the caller relies on reading back what it wrote. */
export function createNoLeases(): Leases {
  return { plan: () => undefined, had: () => undefined, take: async () => undefined };
}
