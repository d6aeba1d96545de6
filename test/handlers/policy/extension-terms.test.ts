import { expect, it } from '@jest/globals';
import { evaluatePolicy } from '../../../src/handlers/policy/evaluate-policy.ts';
import {
  AUTO_EXTEND,
  extendsItself,
  graceUntil,
  requireExtendable,
} from '../../../src/handlers/policy/extension-terms.ts';
import { Policy } from '../../../src/handlers/policy/policy.ts';
import type { Decision } from '../../../src/mesh/ports/decision.ts';

const DAY = 86_400;
const at = (iso: string) => Date.parse(iso) / 1000;

function outcome(policy: object) {
  return evaluatePolicy(Policy.parse(policy), {
    database: 'sales',
    team: 'analytics',
    tables: [{ name: 'orders', tags: { sensitivity: ['secret'] } }],
    permissions: ['SELECT'],
  });
}

function decision(kind: Decision['kind'], iso: string, job = 'job-1'): Decision {
  return {
    subscriptionId: 'sub-1',
    job,
    kind,
    by: 'slack:T0MESH/U0BO',
    at: at(iso),
    owner: '222222222222',
    subscriber: '444444444444',
    database: 'sales',
    tables: ['orders'],
    permissions: ['SELECT'],
    grantable: [],
  };
}

it.each([
  [
    'half of a month that has 31 days',
    '2026-01-01T00:00:00Z',
    '2026-02-01T00:00:00Z',
    '2026-01-16T12:00:00Z',
  ],
  ['half of a leap February', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z', '2028-02-15T12:00:00Z'],
  [
    'half of the week in which summer time ends',
    '2026-10-22T00:00:00Z',
    '2026-10-29T00:00:00Z',
    '2026-10-25T12:00:00Z',
  ],
])('opens after %s, to the second', (_, from, end, opens) => {
  const terms = outcome({ extension: { notBefore: 0.5 } });
  const asked = { end: at(end), seconds: DAY, history: [decision('approve', from)], owner: 'Sales' };

  expect(() => requireExtendable(terms, { ...asked, now: at(opens) - 1 })).toThrow(
    expect.objectContaining({ code: 'TOO_EARLY' }),
  );
  expect(() => requireExtendable(terms, { ...asked, now: at(opens) })).not.toThrow();
});

it('goes no further than the longest from now, as a new request would', () => {
  const terms = outcome({ longest: '30d' });
  const now = at('2026-11-25T00:00:00Z');
  const asked = { end: now + 10 * DAY, now, history: [], owner: 'Sales' };

  expect(() => requireExtendable(terms, { ...asked, seconds: 20 * DAY })).not.toThrow();
  expect(() => requireExtendable(terms, { ...asked, seconds: 20 * DAY + 1 })).toThrow(
    expect.objectContaining({ code: 'TOO_LONG' }),
  );
});

it('extends by itself as often as the policy says, and never what is sensitive', () => {
  const given = decision('extend', '2026-11-25T00:00:00Z', `${AUTO_EXTEND}job-2`);
  const asPerson = decision('extend', '2026-11-25T00:00:00Z');
  const twice = outcome({ extension: { automatically: 2 } });

  expect(extendsItself(twice, [asPerson, given])).toBe(true);
  expect(extendsItself(twice, [given, given])).toBe(false);
  expect(extendsItself(outcome({}), [])).toBe(false);
  expect(
    extendsItself(outcome({ extension: { automatically: 2 }, sensitive: { sensitivity: ['secret'] } }), []),
  ).toBe(false);
});

it('moves an end only where the time left is shorter than the grace', () => {
  const now = at('2026-11-25T00:00:00Z');
  const terms = outcome({ extension: { grace: '1d' } });

  expect(graceUntil(terms, now + 3600, now)).toBe(now + DAY);
  expect(graceUntil(terms, now + DAY, now)).toBeUndefined();
  expect(graceUntil(outcome({}), now + 3600, now)).toBeUndefined();
});
