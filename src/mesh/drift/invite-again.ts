import type { MeshPorts } from '../ports.ts';
import { shareAgain } from '../subscriptions/share-again.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import type { Finding } from './finding.ts';
import { notRepaired } from './not-repaired.ts';
import type { RepairRequest } from './repair-request.ts';

/** A new invitation, which the consumer accepts by importing. */
export async function inviteAgain(
  ports: MeshPorts,
  found: Finding,
  { by, job }: RepairRequest,
): Promise<void> {
  requireShared(found, await shareAgain(ports, { subscriptionId: found.subscriptionId ?? '', by, job }));
}

/** Throws `UpstreamError` (`NOT_REPAIRED`) where not every grant came back. */
export function requireShared(found: Finding, after: Subscription): void {
  if (after.status !== 'Active') {
    throw notRepaired(found, 'not every grant came back, as its card shows', false);
  }
}
