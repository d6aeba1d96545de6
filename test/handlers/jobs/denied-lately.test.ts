import { expect, it } from '@jest/globals';
import { refuseDeniedLately } from '../../../src/handlers/jobs/overlap.ts';
import type { DecisionView, Subscription, TableState } from '../../../src/mesh/subscriptions/subscription.ts';
import { aSubscription } from '../../support/a-subscription.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z') / 1000;
const DENIED_AT = Date.parse('2026-11-25T10:00:00Z') / 1000;

function decided(kind: DecisionView['kind'], at: number, tables: Readonly<Record<string, TableState>> = {}) {
  return { phase: 'Denied' as const, job: 'j', at, decision: { kind, by: 'slack:T0MESH/U0BO', at }, tables };
}
const denied = aSubscription({
  id: 'denied',
  status: 'Denied',
  tables: ['orders'],
  fulfilment: decided('deny', DENIED_AT),
});
/** Asked for after the denial, granted, and ended by now. */
const later = (changes: Partial<Subscription> = {}) =>
  aSubscription({
    id: 'later',
    status: 'Deleted',
    tables: ['orders'],
    permitted: ['SELECT', 'DESCRIBE'],
    createdAt: '2026-11-25 10:30:00',
    fulfilment: decided('revoke', NOW - 60),
    ...changes,
  });

async function refusal(...records: readonly Subscription[]): Promise<unknown> {
  async function* listSubscriptions() {
    yield* records;
  }
  const wanted = {
    id: 'new',
    subscriber: '444444444444',
    database: 'sales-222222222222',
    tables: ['orders'],
    permissions: ['SELECT', 'DESCRIBE'] as const,
  };
  return refuseDeniedLately({ listSubscriptions }, wanted, { addressed: undefined, now: NOW }).catch(
    (error: unknown) => Object(error).details?.again,
  );
}

it('wants a word on what was denied, until the same was asked for again and granted', async () => {
  const half: TableState = {
    state: 'Revoked',
    permissions: ['SELECT'],
    grantable: [],
    columns: { include: ['id'] },
  };

  expect(await refusal(denied)).toBe('denied');
  expect(await refusal(denied, later())).toBeUndefined();
  expect(
    await refusal(denied, later({ status: 'Active', fulfilment: decided('approve', NOW - 60) })),
  ).toBeUndefined();
  // Not this table, not as much, not after the denial, not granted at all, or only some columns.
  expect(await refusal(denied, later({ tables: ['customers'] }))).toBe('denied');
  expect(await refusal(denied, later({ permitted: ['DESCRIBE'] }))).toBe('denied');
  expect(await refusal(denied, later({ createdAt: '2026-11-25 09:59:59' }))).toBe('denied');
  expect(await refusal(denied, later({ permitted: [] }))).toBe('denied');
  expect(await refusal(denied, later({ fulfilment: decided('revoke', NOW, { orders: half }) }))).toBe(
    'denied',
  );
});
