import { followNotice } from '../../blocks/follow-notice.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import { type Change, productName, requesterOf } from './change.ts';
import type { Notice } from './outbox.ts';
import { dmOf, place } from './place.ts';

/** Tables came to or left a live access, or are held back: once to both sides. */
export function followNotices(change: Change): readonly Notice[] {
  const { before, after, owner, consumer, order } = change;
  if (before?.status !== 'Active' || after.status !== 'Active' || !before.byTag || !after.byTag) {
    return [];
  }
  const without = (some: readonly string[] = [], others: readonly string[] = []) =>
    some.filter((name) => !others.includes(name));
  const joined = without(after.tables, before.tables);
  const left = without(before.tables, after.tables);
  const heldBack = without(after.byTag.heldBack, before.byTag.heldBack);
  if (joined.length + left.length + heldBack.length === 0) {
    return [];
  }
  const shown = shownReference(after);
  const data = {
    product: productName(change),
    consumerTeam: consumer?.name ?? `account ${after.subscriber}`,
    joined,
    left,
    heldBack,
    unlinked: joined.flatMap((name) => {
      const why = after.fulfilment?.tables[name]?.cause?.message;
      return why === undefined ? [] : [{ name, why }];
    }),
    imported: after.imported,
    buttonValue: buttonValue({ subscriptionId: after.id, reference: shown.reference }),
  };
  const base = { subscriptionId: after.id, order };
  const key = `follow-${order}`;
  const requester = requesterOf(after);
  return [
    ...(owner
      ? [
          {
            ...place(owner),
            ...base,
            key: `thread-${key}`,
            threadOf: 'card',
            shown,
            message: followNotice(data, 'owner'),
          },
        ]
      : []),
    ...(requester?.kind === 'slack'
      ? [{ ...dmOf(change, requester), ...base, key: `dm-${key}`, message: followNotice(data, 'consumer') }]
      : []),
    ...(consumer
      ? [{ ...place(consumer), ...base, key: `team-${key}`, message: followNotice(data, 'consumer') }]
      : []),
  ];
}
