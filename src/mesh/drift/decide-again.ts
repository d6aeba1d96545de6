import { actorText } from '../actor.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from '../subscriptions/dates.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { stamped } from '../subscriptions/stamp.ts';
import { decidedScope } from './expected.ts';
import type { Finding } from './finding.ts';
import type { RepairRequest } from './repair-request.ts';

/** The row says again what was decided, and who had it put in place again; the record itself was right. */
export async function decideAgain(
  { store, ledger, clock }: MeshPorts,
  { subscriptionId = '' }: Finding,
  { by, job }: RepairRequest,
  note: string,
): Promise<Decision> {
  const own = await ledger.decision(subscriptionId, job);
  if (own) {
    return own;
  }
  const record = await loadSubscription(store, subscriptionId);
  const now = clock.now();
  const { shown: _shown, onBehalf: _behalf, ...scope } = await decidedScope({ ledger }, record);
  const decision: Decision = { ...scope, kind: 'repair', by: actorText(by), job, at: epoch(now), note };
  await store.replace(record, stamped(record, decision.by, now), decision);
  return decision;
}
