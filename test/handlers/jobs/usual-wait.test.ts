import { expect, it } from '@jest/globals';
import { usualWaits } from '../../../src/handlers/jobs/usual-wait.ts';
import type { LedgerEvent } from '../../../src/mesh/ledger/event.ts';

const NOW = 1_800_000_000;
const HOUR = 3600;

/** A request and its answer after so many seconds, newest first as the ledger gives them. */
function answered(n: number, wait: number, by = 'slack:T0MESH/U0BO'): readonly LedgerEvent[] {
  const about = { subscriptionId: `sub-${n}`, owner: '222222222222', database: 'sales-222222222222' };
  const asked = NOW - 86_400 * (n + 1);
  return [
    {
      ...about,
      id: `d${n}`,
      at: asked + wait,
      source: 'decision',
      action: n % 2 ? 'deny' : 'approve',
      outcome: 'done',
      by,
    },
    {
      ...about,
      id: `a${n}`,
      at: asked,
      source: 'attempt',
      action: 'request-access',
      outcome: 'done',
      by: 'slack:T0MESH/U0ANA',
    },
  ];
}

function ledger(...events: readonly LedgerEvent[]) {
  return {
    async *events() {
      yield* events;
    },
  };
}

it('says the median of the answers of people, rounded up to what somebody would say', async () => {
  const waits = [2 * HOUR, 2 * HOUR + 600, 2 * HOUR + 900, 9 * HOUR, 3 * 86_400];
  const wait = await usualWaits(ledger(...waits.flatMap((seconds, n) => answered(n, seconds))), NOW);

  expect(wait('222222222222', 'sales-222222222222')).toBe(3 * HOUR);
  // A database with too few answers of its own goes by its owner's.
  expect(wait('222222222222', 'campaigns-222222222222')).toBe(3 * HOUR);
  expect(wait('333333333333', 'shipping-333333333333')).toBeUndefined();
});

it('says nothing after four answers, nor of what policies approved by themselves', async () => {
  const four = [1, 2, 3, 4].flatMap((n) => answered(n, 600));
  const byPolicy = [5, 6, 7].flatMap((n) => answered(n, 1, 'app:policy'));

  const wait = await usualWaits(ledger(...four, ...byPolicy), NOW);

  expect(wait('222222222222', 'sales-222222222222')).toBeUndefined();
});

it('never says less than five minutes', async () => {
  const wait = await usualWaits(ledger(...[1, 2, 3, 4, 5].flatMap((n) => answered(n, 3))), NOW);

  expect(wait('222222222222', 'sales-222222222222')).toBe(300);
});
