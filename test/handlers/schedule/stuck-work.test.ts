import { expect, it } from '@jest/globals';
import { reminderSlot } from '../../../src/handlers/policy/reminder-slots.ts';
import { bareRecords } from '../../../src/handlers/schedule/bare-records.ts';
import { isDead } from '../../../src/handlers/schedule/dead-claims.ts';
import { expiredRequests } from '../../../src/handlers/schedule/expired-requests.ts';
import { isOpen } from '../../../src/handlers/schedule/invitations.ts';
import { isUnimported } from '../../../src/handlers/schedule/unimported.ts';
import { ageOf, isWaiting } from '../../../src/handlers/schedule/waiting-request.ts';
import type { Fulfilment, Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { aSubscription } from '../../support/a-subscription.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const reminderDue = (request: Subscription, now: number): number | undefined => {
  const slot = isWaiting(request) ? reminderSlot(undefined, ageOf(request, now), true) : undefined;
  return slot === undefined ? undefined : slot / HOUR;
};
const AT = Date.parse('2026-11-25T09:00:00Z') / 1000;

function fulfilment(phase: Fulfilment['phase']): Fulfilment {
  return { phase, job: 'job-1', at: AT, tables: {} };
}

it('reminds of a request after four hours, twelve, a day, then daily, and never of one that is being decided', () => {
  const request = aSubscription({ createdAt: '2026-11-25 09:00:00' });
  const given = new Set<number>();
  for (let now = AT; now < AT + 5 * DAY; now += 300) {
    const hours = reminderDue(request, now);
    if (hours !== undefined) {
      given.add(hours);
    }
  }

  expect([...given]).toEqual([4, 12, 24, 48, 72, 96]);
  expect(reminderDue(request, AT + 4 * HOUR - 1)).toBeUndefined();
  expect(reminderDue({ ...request, fulfilment: fulfilment('Granting') }, AT + 4 * HOUR)).toBeUndefined();
});

it('neither reminds of nor closes a request whose requester owes an answer', () => {
  const asked = { id: 'job-2', by: 'slack:T0MESH/U0BO', at: AT, text: 'Which months?' };
  const waiting = aSubscription({ createdAt: '2026-11-25 09:00:00', questions: [asked] });
  const answer = { id: 'job-3', by: 'slack:T0MESH/U0ANA', at: AT + HOUR, text: 'The last three' };
  const answered = { ...waiting, questions: [{ ...asked, answer }] };
  const now = AT + DAY;

  expect([waiting, answered].map((request) => reminderDue(request, now))).toEqual([undefined, 24]);
  expect(
    [waiting, answered].map((request) => expiredRequests.due(request, { now, over: new Set() })),
  ).toEqual([false, true]);
});

it.each(['Granting', 'Modifying', 'Importing'] as const)(
  'takes a claim in %s for dead only once no worker can hold it any more',
  (phase) => {
    const claimed = aSubscription({ fulfilment: fulfilment(phase) });

    expect([isDead(claimed, AT + 900), isDead(claimed, AT + 901)]).toEqual([false, true]);
    expect(isDead(aSubscription({ fulfilment: fulfilment('Granted') }), AT + DAY)).toBe(false);
  },
);

it('recalls an import that nobody did a day after the grant, and not one that was done', () => {
  const granted = aSubscription({ status: 'Active', fulfilment: fulfilment('Granted') });

  expect([isUnimported(granted, AT + DAY - 1), isUnimported(granted, AT + DAY)]).toEqual([false, true]);
  expect(isUnimported({ ...granted, imported: true }, AT + DAY)).toBe(false);
});

it('looks at an invitation three hours before its end and for a week, unless it was imported', () => {
  const granted = aSubscription({ status: 'Active', fulfilment: fulfilment('Granted') });

  expect([isOpen(granted, AT + 9 * HOUR - 1), isOpen(granted, AT + 9 * HOUR)]).toEqual([false, true]);
  expect(isOpen({ ...granted, fulfilment: fulfilment('ImportFailed') }, AT + 6 * DAY)).toBe(true);
  expect(isOpen(granted, AT + 7 * DAY)).toBe(false);
  expect(isOpen({ ...granted, imported: true }, AT + DAY)).toBe(false);
});

it('looks up every bare record within a day, however old, and lately changed ones at each sweep', () => {
  const old = aSubscription({ status: 'Deleted', createdAt: '2025-01-01 00:00:00' });
  const looks = (record: typeof old) =>
    Array.from({ length: 24 }, (_, hour) =>
      bareRecords.due(record, { now: AT + hour * HOUR, over: new Set() }),
    ).filter(Boolean).length;

  expect(looks(old)).toBe(1);
  expect(looks({ ...old, updatedAt: '2026-11-25 08:59:00' })).toBe(24);
  expect(looks({ ...old, fulfilment: fulfilment('Revoked') })).toBe(0);
});
