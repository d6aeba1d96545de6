import type { LedgerEvent } from '../ledger/event.ts';
import type { Subscription } from './subscription.ts';

export function followEvent(
  { id, owner, subscriber, database }: Subscription,
  { by, job, at }: { readonly by: string; readonly job: string; readonly at: number },
  { joined, left, waiting }: Readonly<Record<'joined' | 'left' | 'waiting', readonly string[]>>,
): LedgerEvent {
  const parts = [
    ...(joined.length > 0 ? [`now included: ${joined.join(', ')}`] : []),
    ...(left.length > 0 ? [`no longer included: ${left.join(', ')}`] : []),
    ...(waiting.length > 0 ? [`held back: ${waiting.join(', ')}`] : []),
  ];
  return {
    id: `${job}#follow#${id}`,
    at,
    source: 'result',
    action: 'follow',
    outcome: 'done',
    by,
    job,
    subscriptionId: id,
    owner,
    subscriber,
    ...(database === undefined ? {} : { database }),
    tables: [...joined, ...left, ...waiting],
    note: parts.join('; '),
  };
}
