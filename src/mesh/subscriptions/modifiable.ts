import { ConflictError, InvalidRequestError } from '../errors.ts';
import type { Modification } from '../verbs/accesses.ts';
import type { Subscription } from './subscription.ts';

const ABANDONED = 15 * 60;

export function requireModifiable(record: Subscription, now: Date): void {
  const { id, status, fulfilment } = record;
  if (status !== 'Active') {
    throw new ConflictError('NOT_ACTIVE', `${id} is ${status}`, {
      userMessage: 'Only an active subscription can be changed. Look at it as it is now.',
      details: { subscription: record },
    });
  }
  if (fulfilment?.phase === 'Suspended') {
    throw new ConflictError('NOT_ACTIVE', `${id} is suspended`, {
      userMessage: 'This access is suspended. It can be changed once the mesh admins have resumed it.',
      details: { subscription: record },
    });
  }
  const busy =
    fulfilment && ['Modifying', 'Revoking', 'RevokeFailed', 'Importing'].includes(fulfilment.phase);
  if (busy && now.getTime() / 1000 - fulfilment.at < ABANDONED) {
    throw new ConflictError('IN_CHANGE', `${id} is ${fulfilment.phase}`, {
      userMessage: 'This subscription is being changed at this moment. Look again in a minute.',
      details: { subscription: record },
    });
  }
}

/** A grant by LF-tags is the same on every table. Throws `InvalidRequestError` (`LIVE_NOT_NARROWED`). */
export function refuseNarrowedScope({ id, byTag }: Subscription, { columns, rows }: Modification): void {
  if (byTag && Object.keys({ ...columns, ...rows }).length > 0) {
    throw new InvalidRequestError('LIVE_NOT_NARROWED', `${id} follows ${byTag.kind} ${byTag.name}`, {
      userMessage:
        'This access is live: it covers whole tables, also those that come later, so columns and rows cannot be chosen. End it, and approve a request for the tables as they are.',
    });
  }
}
