import { expect, it } from '@jest/globals';
import { shouldEnd } from '../../../src/handlers/schedule/unfinished-ends.ts';
import type { Fulfilment } from '../../../src/mesh/subscriptions/subscription.ts';
import { aSubscription } from '../../support/a-subscription.ts';

const AT = 1_795_600_000;

function fulfilment(phase: Fulfilment['phase'], changes: Partial<Fulfilment> = {}): Fulfilment {
  return { phase, job: 'job-1', at: AT, tables: {}, ...changes };
}

it.each([
  [aSubscription({ status: 'Active', fulfilment: fulfilment('Revoking', { job: 'give-up#1' }) }), true],
  [aSubscription({ status: 'Active', fulfilment: fulfilment('Revoking', { job: 'sweep#0#a#3' }) }), true],
  [aSubscription({ status: 'Active', fulfilment: fulfilment('Revoking') }), false],
  [aSubscription({ status: 'Active', fulfilment: fulfilment('Granted') }), false],
  [aSubscription({ status: 'Deleted', fulfilment: fulfilment('Revoked') }), false],
  [aSubscription({ status: 'Deleted' }), false],
])('A-04 sweeps up what is meant to be over and is not: %#', (record, expected) => {
  expect(shouldEnd(record, AT + 60)).toBe(expected);
});

it('A-04 takes over from a worker that died while it revoked, and ends what the library only marked', () => {
  const tables = { orders: { state: 'Granted', permissions: ['SELECT'], grantable: [] } } as const;
  const dead = aSubscription({ status: 'Active', fulfilment: fulfilment('Revoking') });
  const marked = aSubscription({ status: 'Deleted', fulfilment: fulfilment('Granted', { tables }) });

  expect([shouldEnd(dead, AT + 3600), shouldEnd(marked, AT)]).toEqual([true, true]);
});

it('tries a failed end again after pauses that double, and never gives up', () => {
  const after = (job: string, seconds: number) =>
    shouldEnd(
      aSubscription({ status: 'Active', fulfilment: fulfilment('RevokeFailed', { job }) }),
      AT + seconds,
    );

  expect([after('job-1', 60), after('job-1', 300)]).toEqual([false, true]);
  expect([after('sweep#3#a#9', 31 * 60), after('sweep#3#a#9', 32 * 60)]).toEqual([false, true]);
  expect([after('sweep#99#a#9', 5 * 3600), after('sweep#99#a#9', 6 * 3600)]).toEqual([false, true]);
});
