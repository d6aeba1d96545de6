import { endingNotices } from '../ending-notices.ts';
import { type Change, productName } from './change.ts';
import type { Notice } from './outbox.ts';

/** The last warning about an end says by and by what became of that end: moved, let be, asked about, over. */
export function warnedEndNotices(change: Change): readonly Notice[] {
  const { before, after, owner, consumer, order } = change;
  const { end, lead, quiet } = before?.endNotice ?? {};
  if (end === undefined || lead === undefined) {
    return [];
  }
  const isSame =
    before?.status === after.status &&
    before.expiresAt === after.expiresAt &&
    quiet === after.endNotice?.quiet &&
    before.extension?.at === after.extension?.at &&
    before.extension?.decided?.at === after.extension?.decided?.at;
  return isSame
    ? []
    : endingNotices({ subscription: after, end, lead, owner, consumer, product: productName(change), order });
}
