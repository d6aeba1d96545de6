import { expect, it } from '@jest/globals';
import { InvalidRequestError } from '../../../src/mesh/errors.ts';
import { tablePattern } from '../../../src/mesh/input/table-pattern.ts';

it('fits whole names in any case', () => {
  const fits = tablePattern('orders_.*');

  expect(['orders_2026', 'ORDERS_EU', 'old_orders_2026', 'orders'].filter(fits)).toEqual([
    'orders_2026',
    'ORDERS_EU',
  ]);
});

it('ends on expressions that keep a backtracking engine busy for longer than the sun shines', () => {
  const name = `${'a'.repeat(5000)}!`;

  expect(['(a+)+', '(a|a)*', '(a|aa)+', '(.*a){20}'].map((each) => tablePattern(each)(name))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

it.each(['(', '[z-a]', 'a{2001}', '(?=a)', '(a)\\1'])('refuses %j with one sentence', (expression) => {
  expect(() => tablePattern(expression)).toThrow(InvalidRequestError);
});
