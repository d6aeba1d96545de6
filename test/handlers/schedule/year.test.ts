import { expect, it } from '@jest/globals';
import { simulateYear } from '../../load/year.ts';

it.each([1, 20_261_125])('honours every end by the next sweep and warns of none twice, seed %i', (seed) => {
  const year = simulateYear({ teams: 20, subscriptions: 120, days: 150, tickSeconds: 1800, seed });

  expect(year.ends).toBeGreaterThan(100);
  expect(year.warned).toBeGreaterThan(100);
  expect(year.extended).toBeGreaterThan(10);
  expect({ wrong: year.wrongEnds, twice: year.warnedTwice }).toEqual({ wrong: 0, twice: 0 });
});
