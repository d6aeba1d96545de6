import { expect, it } from '@jest/globals';
import { mostEnds } from '../../../src/handlers/schedule/brake.ts';

it.each([
  { live: 3, setting: undefined, most: 20 },
  { live: 1_000, setting: undefined, most: 100 },
  { live: 20_000, setting: undefined, most: 200 },
  { live: 20_000, setting: 1_000, most: 1_000 },
])('a sweep over $live live accesses ends up to $most unasked', ({ live, setting, most }) => {
  expect(mostEnds(live, setting)).toBe(most);
});
