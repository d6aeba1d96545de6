import { expect, it } from '@jest/globals';
import { Policy } from '../../../src/handlers/policy/policy.ts';
import { productEffects } from '../../../src/handlers/policy/product-effects.ts';

const table = (name: string, sensitivity: string) => ({
  name,
  columns: [],
  product: 'Retail orders',
  domain: 'retail',
  tags: { sensitivity: [sensitivity] },
});
const databases = [
  {
    database: 'sales-222222222222',
    owner: '222222222222',
    isPublic: true,
    tables: [table('orders', 'public'), table('customers', 'secret')],
  },
];
const effects = (before: unknown, after: unknown) =>
  productEffects(databases, {
    before: before === undefined ? undefined : Policy.parse(before),
    after: after === undefined ? undefined : Policy.parse(after),
  });

it('finds nothing where a policy says what counted without one', () => {
  expect(effects(undefined, {})).toEqual([]);
  expect(effects({ longest: '90d', rules: [] }, { longest: '90d' })).toEqual([]);
});

it('tells the team that a rule names from everybody else', () => {
  const [only, none] = effects(undefined, {
    rules: [{ id: 'no-finance', when: { teams: ['finance'] }, deny: 'Not for Finance.' }],
  });

  expect(only).toMatchObject({
    product: 'Retail orders',
    askers: ['finance'],
    fromNowOn: ['Refused: Not for Finance.'],
    isLoss: true,
  });
  expect(none).toBeUndefined();
});

it('sees a rule that speaks only of one table, of a permission, or of a length', () => {
  const whens = [{ tags: { sensitivity: ['public'] } }, { permissions: ['INSERT'] }, { longerThan: '30d' }];

  for (const when of whens) {
    const [found] = effects(undefined, { rules: [{ id: 'some', when, deny: 'Not this.' }] });
    expect(found).toMatchObject({ askers: ['anybody'], isLoss: true });
  }
});

it('calls a shorter length, or somebody who decides, no loss', () => {
  const [found] = effects(undefined, { longest: '30d', rules: [] });

  expect(found).toMatchObject({
    noLonger: ['Access as long as asked for, or without an end.'],
    fromNowOn: ['Access at most 30 days, never without an end.'],
    isLoss: false,
  });
});
