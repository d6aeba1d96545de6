import { randomUUID } from 'node:crypto';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ConflictError, UpstreamError } from '../errors.ts';
import type { Lease, LeasePlan, Leases } from '../ports/leases.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { LEASE_SECONDS, leaseKey, leaseUpdates } from './lease-rows.ts';
import { backoff, patiently } from './patience.ts';

const PATIENCE_MS = 45_000;

/** What DynamoDB takes in one transaction. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const AT_ONCE = 100;
/** A claim needs the rest of its transaction for the record and its ledger rows. */
const WITH_CLAIM = 50;

/**
 * Leases as rows `lease#<object>` of the app's table: who holds it, until when, and a number that grows with each holder. All objects of one
 * operation are taken together or not at all, so that two operations cannot wait for each other: where one transaction does not hold them, who
 * does not get the next hundred gives back those before.
 */
export function createDynamoLeases(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
): Leases {
  const seconds = () => Math.floor(clock.now().getTime() / 1000);

  const planOf = (objects: readonly string[]): LeasePlan | undefined => {
    const wanted = [...new Set(objects)].sort();
    // Sometimes nothing is shared, for example where no table could be published; a transaction of nothing is refused.
    return wanted.length > 0 ? { objects: wanted, holder: randomUUID() } : undefined;
  };

  const send = (doing: string, TransactItems: NonNullable<TransactWriteCommandInput['TransactItems']>) =>
    patiently(clock, doing, () => documents.send(new TransactWriteCommand({ TransactItems })));

  /** Whether all of it was taken; otherwise nothing is held. */
  async function takeAll(planned: LeasePlan): Promise<boolean> {
    for (const [place, part] of parts(planned).entries()) {
      const isTaken = await unlessCanceled(() =>
        send('waiting for the lease', leaseUpdates(TableName, part, seconds())),
      );
      if (!isTaken) {
        for (const before of parts(planned).slice(0, place)) {
          await giveBack(before);
        }
        return false;
      }
    }
    return true;
  }

  async function giveBack({ objects, holder }: LeasePlan): Promise<void> {
    // Where somebody else holds it since it ran out, there is nothing left to give back.
    await unlessCanceled(() =>
      send(
        'giving the lease back',
        objects.map((object) => ({
          Update: {
            TableName,
            Key: leaseKey(object),
            UpdateExpression: 'REMOVE Holder, HeldUntil',
            ConditionExpression: 'Holder = :holder',
            ExpressionAttributeValues: { ':holder': holder },
          },
        })),
      ),
    );
  }

  function leaseOf(planned: LeasePlan): Lease {
    const until = () => seconds() + LEASE_SECONDS;
    let heldUntil = until();
    const lost = (cause?: unknown) =>
      new ConflictError('LEASE_LOST', `the lease on ${planned.objects.join(', ')} ended too early`, {
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
          for (const { objects, holder } of parts(planned)) {
            await send(
              'keeping the lease',
              objects.map((object) => ({
                Update: {
                  TableName,
                  Key: leaseKey(object),
                  UpdateExpression: 'SET HeldUntil = :until',
                  ConditionExpression: 'Holder = :holder',
                  ExpressionAttributeValues: { ':holder': holder, ':until': until() },
                },
              })),
            );
          }
          heldUntil = until();
        } catch (error) {
          throw lost(error);
        }
      },
      async release() {
        for (const part of parts(planned)) {
          await giveBack(part);
        }
      },
    };
  }

  return {
    plan: (objects) => (new Set(objects).size > WITH_CLAIM ? undefined : planOf(objects)),
    had: leaseOf,

    async take(objects, planned = planOf(objects)) {
      if (!planned) {
        return undefined;
      }
      const started = Date.now();
      for (let attempt = 0; !(await takeAll(planned)); attempt += 1) {
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
}

/** In the order of their names, as everybody takes them. */
function parts({ objects, holder }: LeasePlan): readonly LeasePlan[] {
  return Array.from({ length: Math.ceil(objects.length / AT_ONCE) }, (_, place) => ({
    objects: objects.slice(place * AT_ONCE, (place + 1) * AT_ONCE),
    holder,
  }));
}

/** False where a condition was not met. */
async function unlessCanceled(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
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
