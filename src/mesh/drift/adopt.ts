import { actorText } from '../actor.ts';
import type { MeshPorts } from '../ports.ts';
import { approve } from '../subscriptions/approve.ts';
import { recordDate } from '../subscriptions/dates.ts';
import { subscriptionIdFrom } from '../subscriptions/subscription-id.ts';
import type { Finding } from './finding.ts';
import type { RepairRequest } from './repair-request.ts';

/**
 * Makes what is held without a decision an access of its own: a record, and a decision over exactly this table, these permissions and columns, with
 * the end that was chosen. Throws as `Mesh.approve`.
 */
export async function adopt(
  ports: MeshPorts,
  { owner, principal, database, table = '', permissions, grantable, columns }: Finding,
  { by, job, expiresAt, note }: RepairRequest,
): Promise<void> {
  const id = subscriptionIdFrom(`adopt#${job}`);
  await ports.store.insert({
    id,
    owner,
    subscriber: principal,
    status: 'Pending',
    database,
    tables: [table],
    requested: permissions,
    permitted: [],
    grantable: [],
    grantedTableArns: [],
    ramShares: {},
    notes: [],
    imported: false,
    createdAt: recordDate(ports.clock.now()),
    createdBy: actorText(by),
    reason: note?.trim() || 'Was held without a decision, and adopted.',
    version: 1,
  });
  await approve(ports, {
    subscriptionId: id,
    by,
    job,
    grantable,
    ...(columns === undefined ? {} : { columns: { [table]: columns } }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(note ? { note: note.trim() } : {}),
  });
}
