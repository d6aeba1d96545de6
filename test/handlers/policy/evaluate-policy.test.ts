import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluatePolicy } from '../../../src/handlers/policy/evaluate-policy.ts';
import { type Ask, OWNER_DECIDES } from '../../../src/handlers/policy/outcome.ts';
import { Policy } from '../../../src/handlers/policy/policy.ts';
import { policyVersion } from '../../../src/handlers/policy/policy-version.ts';
import { TABLE_PERMISSIONS } from '../../../src/mesh/permissions.ts';

const DAY = 86_400;
const secret = { name: 'customers', product: 'orders', domain: 'retail', tags: { sensitivity: ['Secret'] } };
const open = { name: 'orders', product: 'orders', domain: 'retail', tags: { sensitivity: ['public'] } };

function anAsk(changes: Partial<Ask> = {}): Ask {
  return {
    database: 'sales-222222222222',
    tables: [open],
    team: 'analytics',
    permissions: ['SELECT', 'DESCRIBE'],
    durationSeconds: 30 * DAY,
    ...changes,
  };
}

function rulingOf(policy: object, ask: Ask) {
  const { rule, ruling } = evaluatePolicy(Policy.parse(policy), ask);
  return [rule, ruling.kind];
}

describe('without a policy', () => {
  it('one approver of the owner decides, and nothing is bounded', () => {
    const outcome = evaluatePolicy(undefined, anAsk());

    expect(outcome).toMatchObject({ ruling: OWNER_DECIDES, endless: true, fields: [], silent: [] });
    expect(outcome.longestSeconds).toBeUndefined();
  });
});

describe('which rule decides', () => {
  it('the first that fits', () => {
    const policy = {
      rules: [
        { id: 'a', when: { domains: ['Retail'] } },
        { id: 'b', deny: 'no', when: { teams: ['finance'] } },
        { id: 'c' },
      ],
    };

    expect(rulingOf(policy, anAsk())).toEqual(['a', 'stages']);
    expect(rulingOf(policy, anAsk({ tables: [{ ...open, domain: 'hr' }] }))).toEqual(['c', 'stages']);
  });

  it('a denial comes before every other rule, wherever it stands', () => {
    const policy = {
      rules: [
        { id: 'quick', auto: { most: 9, per: 'day' } },
        { id: 'never', when: { tags: { sensitivity: ['secret'] } }, deny: 'Not outside of sales.' },
      ],
    };

    expect(rulingOf(policy, anAsk({ tables: [open, secret] }))).toEqual(['never', 'deny']);
    expect(rulingOf(policy, anAsk())).toEqual(['quick', 'auto']);
  });

  it('approves automatically only where every table fits', () => {
    const policy = {
      rules: [
        { id: 'open-data', when: { tags: { Sensitivity: ['public'] } }, auto: { most: 9, per: 'day' } },
      ],
    };

    expect(rulingOf(policy, anAsk())).toEqual(['open-data', 'auto']);
    expect(rulingOf(policy, anAsk({ tables: [open, secret] }))).toEqual([undefined, 'stages']);
  });

  it('never approves automatically what is sensitive, whatever the rule says', () => {
    const policy = {
      rules: [{ id: 'quick', auto: { most: 9, per: 'day' } }],
      sensitive: { sensitivity: ['secret'] },
    };

    expect(rulingOf(policy, anAsk({ tables: [open, secret] }))).toEqual([undefined, 'stages']);
  });

  it.each([
    [{ longerThan: '30d' }, { durationSeconds: 30 * DAY }, false],
    [{ longerThan: '30d' }, { durationSeconds: 31 * DAY }, true],
    [{ longerThan: '30d' }, { durationSeconds: undefined }, true],
    [{ upTo: '30d' }, { durationSeconds: 30 * DAY }, true],
    [{ upTo: '30d' }, { durationSeconds: undefined }, false],
    [{ permissions: ['INSERT'] }, {}, false],
    [{ permissions: ['SELECT'] }, {}, true],
    [{ products: ['sales-222222222222'] }, {}, true],
    [{ products: ['ORDERS'], teams: ['finance'] }, {}, false],
    [{ tags: { sensitivity: ['public'], owner: ['x'] } }, {}, false],
  ])('%j speaks of %j: %s', (when, ask, expected) => {
    const [rule] = rulingOf({ rules: [{ id: 'it', when }] }, anAsk(ask));

    expect(rule === 'it').toBe(expected);
  });
});

describe('what a request has to keep to', () => {
  it('a rule’s own settings win over the policy’s, each by itself', () => {
    const policy = Policy.parse({
      longest: '90d',
      usual: '30d',
      silent: ['U0CLEO'],
      rules: [{ id: 'short', when: { domains: ['retail'] }, longest: '1w', usual: '1d', silent: ['U0BO'] }],
    });

    expect(evaluatePolicy(policy, anAsk())).toMatchObject({
      longestSeconds: 7 * DAY,
      defaultSeconds: DAY,
      endless: false,
      silent: ['U0CLEO', 'U0BO'],
    });
  });

  it('refuses keys that mean nothing, since a rule that is not understood must not be half obeyed', () => {
    expect(Policy.safeParse({ rules: [{ id: 'a', stage: [] }] }).success).toBe(false);
  });
});

describe('whatever the policy and the request', () => {
  const names = fc.constantFrom('public', 'secret', 'x');
  const table = fc.record({
    name: names,
    product: fc.option(names, { nil: undefined }),
    domain: fc.option(names, { nil: undefined }),
    tags: fc.dictionary(fc.constantFrom('sensitivity', 'kind'), fc.array(names, { maxLength: 2 }), {
      maxKeys: 2,
    }),
  });
  const ask: fc.Arbitrary<Ask> = fc.record({
    database: names,
    tables: fc.array(table, { maxLength: 3 }),
    team: fc.constantFrom('analytics', 'finance'),
    permissions: fc.subarray([...TABLE_PERMISSIONS], { minLength: 1 }),
    durationSeconds: fc.option(fc.integer({ min: 1, max: 400 * DAY }), { nil: undefined }),
  });
  const when = fc.record(
    {
      products: fc.array(names, { minLength: 1, maxLength: 2 }),
      tags: fc.dictionary(
        fc.constantFrom('sensitivity', 'kind'),
        fc.array(names, { minLength: 1, maxLength: 2 }),
        { minKeys: 1, maxKeys: 2 },
      ),
      teams: fc.constantFrom(['analytics'], ['finance']),
      permissions: fc.subarray([...TABLE_PERMISSIONS], { minLength: 1 }),
      longerThan: fc.constantFrom('1d', '90d'),
      upTo: fc.constantFrom('1d', '90d'),
    },
    { requiredKeys: [] },
  );
  const verdict = fc.oneof(
    fc.constant({ deny: 'no' }),
    fc.record({
      auto: fc.record({ most: fc.integer({ min: 1, max: 9 }), per: fc.constantFrom('day', 'week') }),
    }),
    fc.constant({ stages: [{ name: 'Security', users: ['U0MIA'] }] }),
  );
  const rules = fc
    .array(fc.tuple(when, verdict), { maxLength: 5 })
    .map((list) =>
      list.map(([condition, outcome], index) => ({ id: `r${index}`, when: condition, ...outcome })),
    );
  const policy = fc
    .record({ rules, sensitive: fc.option(fc.constant({ sensitivity: ['secret'] }), { nil: undefined }) })
    .map(({ rules: list, sensitive }) => Policy.parse({ rules: list, ...(sensitive ? { sensitive } : {}) }));

  it('has an outcome, and the same one again', () => {
    fc.assert(
      fc.property(policy, ask, (given, asked) => {
        expect(evaluatePolicy(given, asked)).toEqual(
          evaluatePolicy(structuredClone(given), structuredClone(asked)),
        );
      }),
    );
  });

  it('adding a denial never lets anything through that was denied', () => {
    fc.assert(
      fc.property(policy, ask, when, (given, asked, condition) => {
        const more = Policy.parse({
          ...given,
          rules: [...given.rules, { id: 'more', when: condition, deny: 'no' }],
        });
        const denied = evaluatePolicy(given, asked).ruling.kind === 'deny';

        expect(denied && evaluatePolicy(more, asked).ruling.kind !== 'deny').toBe(false);
      }),
    );
  });

  it('the order of rules never decides whether a request is denied', () => {
    fc.assert(
      fc.property(policy, ask, (given, asked) => {
        const turned = { ...given, rules: given.rules.toReversed() };

        expect(evaluatePolicy(turned, asked).ruling.kind === 'deny').toBe(
          evaluatePolicy(given, asked).ruling.kind === 'deny',
        );
      }),
    );
  });

  it('asking for a sensitive table besides never makes a request automatic', () => {
    fc.assert(
      fc.property(policy, ask, (given, asked) => {
        const guarded = { ...given, sensitive: { sensitivity: ['secret'] } };
        const more = { ...asked, tables: [...asked.tables, secret] };

        expect(evaluatePolicy(guarded, more).ruling.kind).not.toBe('auto');
      }),
    );
  });

  it('one more table never makes a request automatic that was not', () => {
    fc.assert(
      fc.property(policy, ask, table, (given, asked, another) => {
        fc.pre(asked.tables.length > 0 && given.rules.every(({ auto, deny }) => auto || deny));
        const before = evaluatePolicy(given, asked).ruling.kind;
        const after = evaluatePolicy(given, { ...asked, tables: [...asked.tables, another] }).ruling.kind;

        expect(after === 'auto' && before !== 'auto').toBe(false);
      }),
    );
  });

  it('has the same version however its JSON is laid out', () => {
    fc.assert(
      fc.property(policy, (given) => {
        const turned = Object.fromEntries(Object.entries(given).toReversed());

        expect(policyVersion(Policy.parse(turned))).toBe(policyVersion(given));
      }),
    );
  });
});
