import { endingNotices } from '../ending-notices.ts';
import { type Change, productName } from './change.ts';
import type { Notice } from './outbox.ts';

/** The last warning about an end says by and by what became of that end: moved, let be, asked about, over. */
export function warnedEndNotices(change: Change): readonly Notice[] {
  const { before, after, owner, consumer, order } = change;
  const known = before?.endNotice;
  // A click that came before the warning was written down: both are known only now.
  const isLate = known?.lead === undefined && after.endNotice?.quiet === true;
  const { end, lead } = (isLate ? after.endNotice : known) ?? {};
  if (end === undefined || lead === undefined) {
    return [];
  }
  const isSame =
    !isLate &&
    before?.status === after.status &&
    before.expiresAt === after.expiresAt &&
    known?.quiet === after.endNotice?.quiet &&
    before.extension?.at === after.extension?.at &&
    before.extension?.decided?.at === after.extension?.decided?.at;
  return isSame
    ? []
    : endingNotices({ subscription: after, end, lead, owner, consumer, product: productName(change), order });
}
