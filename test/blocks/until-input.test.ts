import { expect, it } from '@jest/globals';
import { dayOf, endOfDay } from '../../src/blocks/until-input.ts';

it.each([
  ['2031-03-31', Date.parse('2031-04-01T00:00:00Z') / 1000],
  ['2028-02-29', Date.parse('2028-03-01T00:00:00Z') / 1000],
  ['2031-02-29', undefined], // no leap year
  ['2031-02-30', undefined], // Date.parse reads it as 2 March
  ['2031-13-01', undefined],
  ['31.03.2031', undefined],
  ['', undefined],
  [null, undefined],
])('the end of %j', (day, end) => {
  expect(endOfDay(day)).toBe(end);
  expect(end === undefined ? undefined : dayOf(end)).toBe(end === undefined ? undefined : day);
});
