import { ConflictError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import { loadSubscription } from './load-subscription.ts';
import type { Escalation, Subscription } from './subscription.ts';

const TRIES = 6;

/** Writes down that others were asked too. See `Mesh.noteEscalation`. */
export async function noteEscalation(
  { store }: Pick<MeshPorts, 'store'>,
  { subscriptionId, escalated }: { readonly subscriptionId: string; readonly escalated: Escalation },
): Promise<Subscription> {
  for (let attempt = 1; ; attempt += 1) {
    const record = await loadSubscription(store, subscriptionId);
    if (record.status !== 'Pending' || record.fulfilment !== undefined || record.escalated !== undefined) {
      return record;
    }
    try {
      return await store.replace(record, { ...record, version: (record.version ?? 0) + 1, escalated });
    } catch (error) {
      // Who is asked decides: then there is nothing to be shown any more.
      if (!(error instanceof ConflictError && error.code === 'RECORD_CHANGED') || attempt >= TRIES) {
        throw error;
      }
    }
  }
}
