import type { MeshPorts } from '../ports.ts';
import { loadSubscription } from './load-subscription.ts';
import type { Subscription } from './subscription.ts';

/** Writes down that people were warned of this end so many seconds before it. See `Mesh.noteWarning`. */
export async function noteWarning(
  { store }: Pick<MeshPorts, 'store'>,
  {
    subscriptionId,
    end,
    lead,
  }: { readonly subscriptionId: string; readonly end: number; readonly lead: number },
): Promise<Subscription> {
  const record = await loadSubscription(store, subscriptionId);
  const known = record.endNotice?.end === end ? record.endNotice : { end };
  if (record.status !== 'Active' || (known.lead !== undefined && known.lead <= lead)) {
    return record;
  }
  return store.replace(record, {
    ...record,
    version: (record.version ?? 0) + 1,
    endNotice: { ...known, lead },
  });
}
