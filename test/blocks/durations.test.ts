import { expect, it } from '@jest/globals';
import {
  durationOptions,
  durationText,
  firstDuration,
  shorterDurations,
} from '../../src/blocks/durations.ts';

const DAY = 86_400;
const words = (options: readonly { readonly text: { readonly text: string } }[]) =>
  options.map(({ text }) => text.text);

it('offers every length and no end where the owner sets no bounds, and proposes no end', () => {
  expect(words(durationOptions({}))).toEqual(['1 day', '1 week', '30 days', '90 days', '1 year', 'No end']);
  expect(firstDuration({}, undefined)?.text.text).toBe('No end');
});

it('offers nothing longer than the owner allows, and the longest itself', () => {
  const bounds = { longestSeconds: 60 * DAY, defaultSeconds: 30 * DAY };

  expect(words(durationOptions(bounds))).toEqual(['1 day', '1 week', '30 days', '60 days']);
  expect(firstDuration(bounds, 365 * DAY)?.text.text).toBe('30 days');
  expect(firstDuration(bounds, 7 * DAY)?.text.text).toBe('1 week');
});

it('lets an approver choose only what is shorter', () => {
  expect(words(shorterDurations(30 * DAY))).toEqual(['1 day', '1 week']);
  expect(words(shorterDurations(undefined))).toHaveLength(5);
});

it('says lengths that are no preset in days, hours or minutes', () => {
  expect([45 * DAY, 36 * 3600, 3600, 60].map(durationText)).toEqual([
    '45 days',
    '36 hours',
    '1 hour',
    '1 minute',
  ]);
});
