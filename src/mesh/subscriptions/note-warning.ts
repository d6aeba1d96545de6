import { ConflictError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import { loadSubscription } from './load-subscription.ts';
import type { Subscription } from './subscription.ts';

const TRIES = 6;

/** Writes down that people were warned of this end so many seconds before it. See `Mesh.noteWarning`. */
export async function noteWarning(
  { store }: Pick<MeshPorts, 'store'>,
  {
    subscriptionId,
    end,
    lead,
  }: { readonly subscriptionId: string; readonly end: number; readonly lead: number },
): Promise<Subscription> {
  for (let attempt = 1; ; attempt += 1) {
    const record = await loadSubscription(store, subscriptionId);
    const known = record.endNotice?.end === end ? record.endNotice : { end };
    if (record.status !== 'Active' || (known.lead !== undefined && known.lead <= lead)) {
      return record;
    }
    try {
      const endNotice = { ...known, lead };
      return await store.replace(record, { ...record, version: (record.version ?? 0) + 1, endNotice });
    } catch (error) {
      // People click as soon as they read: what they said meanwhile is kept.
      if (!(error instanceof ConflictError && error.code === 'RECORD_CHANGED') || attempt >= TRIES) {
        throw error;
      }
    }
  }
}
