import type { MeshPorts } from '../ports.ts';
import { approve } from '../subscriptions/approve.ts';
import { isOwnWork } from '../subscriptions/load-subscription.ts';
import { revoke } from '../subscriptions/revoke.ts';
import { shareAgain } from '../subscriptions/share-again.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { type Finding, finding } from './finding.ts';
import { requireShared } from './invite-again.ts';
import type { RepairRequest } from './repair-request.ts';

/**
 * Goes on with what this very job began before it died, known by the record that carries the job: what is being changed is no difference any more, so
 * that it would not be found again. Returns the difference that it was about; `undefined` where nothing was begun.
 */
export async function goOnRepairing(
  ports: MeshPorts,
  { owner, remedy, by, job }: RepairRequest,
): Promise<Finding | undefined> {
  const record = await begunBy(ports, owner, job);
  if (record === undefined) {
    return undefined;
  }
  const { id: subscriptionId, subscriber: principal, database = '', permitted, grantable } = record;
  const act = { subscriptionId, by, job };
  const about = { owner, principal, database, subscriptionId, remedies: [remedy] };
  switch (remedy) {
    case 'repair': {
      const found = finding({
        ...about,
        kind: 'missing',
        where: 'share',
        share: 'left',
        permissions: [],
        grantable: [],
      });
      requireShared(found, await shareAgain(ports, act));
      return found;
    }
    case 'adopt':
      await approve(ports, act);
      return finding({ ...about, kind: 'orphan', where: 'grant', permissions: permitted, grantable });
    case 'end':
      await revoke(ports, act);
      return finding({ ...about, kind: 'wrong-state', where: 'grant', permissions: permitted, grantable });
    case 'revoke':
    case 'ignore':
      return undefined; // these leave no job in a record
  }
}

async function begunBy(
  { store }: Pick<MeshPorts, 'store'>,
  owner: string,
  job: string,
): Promise<Subscription | undefined> {
  for (const status of ['Pending', 'Active'] as const) {
    for await (const record of store.byOwner(owner, status)) {
      if (isOwnWork(record, job)) {
        return record;
      }
    }
  }
  return undefined;
}
