import type { LeasePlan } from '../ports/leases.ts';

/** How long a lease is had at a time. */
export const LEASE_SECONDS = 60;

export function leaseKey(object: string) {
  return { pk: `lease#${object}`, sk: '-' };
}

/** What takes a lease, to be written in one transaction: all objects or none. `now` in epoch seconds. */
export function leaseUpdates(TableName: string, { objects, holder }: LeasePlan, now: number) {
  return objects.map((object) => ({
    Update: {
      TableName,
      Key: leaseKey(object),
      UpdateExpression: 'SET Holder = :holder, HeldUntil = :until ADD Fence :one',
      ConditionExpression: 'attribute_not_exists(Holder) OR HeldUntil < :now OR Holder = :holder',
      ExpressionAttributeValues: {
        ':holder': holder,
        ':until': now + LEASE_SECONDS,
        ':one': 1,
        ':now': now,
      },
    },
  }));
}
