import * as z from 'zod/mini';
import type { LedgerEvent } from './event.ts';

/**
 * What an order is about: a difference of drift, what a team or account may hold, how much a sweep may end, whether the app looks after what was in the
 * mesh before it, or whether the table of subscriptions is the one that it was.
 */
const ORDER_SUBJECTS = ['drift', 'suspension', 'sweep', 'adoption', 'restore'] as const;
export type OrderSubject = (typeof ORDER_SUBJECTS)[number];

/** What somebody with the say ordered. It holds until the next order about the same thing. */
export const Order = z.object({
  subject: z.enum(ORDER_SUBJECTS),
  /** Id of the finding, an account, `all`, or of the question that it answers. */
  about: z.string().check(z.minLength(1), z.maxLength(256)),
  action: z.enum(['ignore', 'suspend', 'resume', 'offboard', 'allow', 'hold', 'ask', 'begin', 'confirm']),
  /** Id of the job: the same order given twice is one row. */
  job: z.string().check(z.minLength(1), z.maxLength(256)),
  /** An `Actor` as text. */
  by: z.string(),
  /** Epoch seconds. */
  at: z.number(),
  /** Epoch seconds from which it holds no more; absent: until the next. */
  until: z.optional(z.number()),
  /** Of `allow`: the most accesses that a sweep may end. */
  most: z.optional(z.number()),
  /** Of `confirm`: digest of the inventory that was shown; of `restore`: AWS's id of the table. */
  seen: z.optional(z.string()),
  /** What the person wrote, unescaped. */
  note: z.optional(z.string()),
});
export type Order = z.infer<typeof Order>;

/** The event that goes into the ledger beside the order's own row, so that history and export show it. */
export function orderEvent({ subject, about, action, job, by, at, until, note }: Order): LedgerEvent {
  return {
    id: `${job}#order#${subject}#${about}`,
    at,
    source: 'decision',
    action: `${subject}-${action}`,
    outcome: 'done',
    by,
    job,
    ...(until === undefined ? {} : { expiresAt: until }),
    ...(/^\d{12}$/.test(about) ? { subscriber: about } : {}),
    note: [about, note].filter(Boolean).join(': '),
  };
}

/** The newest order about one thing, whether it still holds or not. */
export async function lastOrder(orders: AsyncIterable<Order>, about: string): Promise<Order | undefined> {
  let last: Order | undefined;
  for await (const order of orders) {
    last = order.about === about ? order : last;
  }
  return last;
}

/** The newest order about each thing, as far as it still holds. */
export async function standingOrders(
  orders: AsyncIterable<Order>,
  now: number,
): Promise<ReadonlyMap<string, Order>> {
  const standing = new Map<string, Order>();
  for await (const order of orders) {
    standing.set(order.about, order);
  }
  return new Map([...standing].filter(([, { until }]) => until === undefined || until > now));
}
