import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../../src/mesh/ports/decision.ts';
import { disagreementOf } from '../../../src/mesh/restored/disagreement.ts';
import { type LastWord, lastWordOf } from '../../../src/mesh/restored/last-word.ts';
import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { aSubscription } from '../../support/a-subscription.ts';

const AT = Date.parse('2026-11-25T10:00:00Z') / 1000;

function decision(kind: Decision['kind'], at: number, changes: Partial<Decision> = {}): Decision {
  return {
    subscriptionId: 'one',
    job: `${kind}-${at}`,
    kind,
    by: 'slack:T0MESH/U0BO',
    at,
    owner: '222222222222',
    subscriber: '444444444444',
    database: 'sales-222222222222',
    tables: ['orders', 'customers'],
    permissions: ['SELECT', 'DESCRIBE'],
    grantable: [],
    expiresAt: AT + 1000,
    ...changes,
  };
}

function word(...history: readonly Decision[]): LastWord {
  const found = lastWordOf(history);
  if (!found) {
    throw new Error('no decision');
  }
  return found;
}

const active = (changes: Partial<Subscription> = {}) =>
  aSubscription({
    status: 'Active',
    permitted: ['SELECT', 'DESCRIBE'],
    expiresAt: AT + 1000,
    updatedAt: '2026-11-25 10:00:00',
    fulfilment: { phase: 'Granted', job: `approve-${AT}`, at: AT, tables: {} },
    ...changes,
  });

describe('the last word of the ledger', () => {
  it('is the newest decision that gives or ends, with the end as extensions moved it', () => {
    expect(lastWordOf([])).toBeUndefined();
    expect(word(decision('edit', AT))).toMatchObject({ state: 'asked' });
    expect(word(decision('approve', AT), decision('extend', AT + 9, { expiresAt: AT + 5000 }))).toMatchObject(
      {
        state: 'granted',
        at: AT + 9,
        grant: { kind: 'approve', expiresAt: AT + 5000 },
      },
    );
    expect(word(decision('approve', AT), decision('suspend', AT + 9))).toMatchObject({
      state: 'suspended',
      grant: { kind: 'approve' },
    });
    expect(word(decision('approve', AT), decision('revoke', AT + 9))).toMatchObject({ state: 'ended' });
    expect(word(decision('deny', AT), decision('approve', AT + 9))).toMatchObject({ state: 'granted' });
  });
});

describe('a record that is older than a decision about it', () => {
  const given = decision('approve', AT);
  it.each([
    ['live-again', active(), word(given, decision('revoke', AT + 9))],
    ['live-again', aSubscription(), word(decision('deny', AT))],
    ['undecided-again', aSubscription(), word(given)],
    ['changed-back', active(), word(given, decision('modify', AT + 9, { permissions: ['DESCRIBE'] }))],
    ['changed-back', active(), word(given, decision('extend', AT + 9, { expiresAt: AT + 5000 }))],
    [
      'changed-back',
      active(),
      word(given, decision('modify', AT + 9, { columns: { orders: { include: ['id'] } } })),
    ],
    ['unsuspended', active(), word(given, decision('suspend', AT + 9))],
    ['asked-before', aSubscription(), word(decision('edit', AT))],
  ] as const)('is %s', (kind, record, last) => {
    expect(disagreementOf(record, last)).toBe(kind);
  });

  it('agrees where it says the same, or is being ended as decided', () => {
    const ended = decision('revoke', AT + 9);
    const ending = { phase: 'RevokeFailed', job: ended.job, at: AT, tables: {} } as const;

    expect(disagreementOf(active(), word(given, decision('repair', AT + 9)))).toBeUndefined();
    expect(disagreementOf(active({ fulfilment: ending }), word(given, ended))).toBeUndefined();
    expect(disagreementOf(active({ status: 'Deleted' }), word(given, ended))).toBeUndefined();
  });
});

it('leaves alone what was written after the last decision, by whomever', () => {
  const written = { updatedAt: '2026-11-25 10:00:10' };

  expect(
    disagreementOf(active(written), word(decision('approve', AT), decision('revoke', AT + 9))),
  ).toBeUndefined();
  expect(disagreementOf(aSubscription(written), word(decision('approve', AT)))).toBeUndefined();
});
