import { expect, it } from '@jest/globals';
import { isWorkTime, reminderSlot } from '../../../src/handlers/policy/reminder-slots.ts';

const HOUR = 3600;
const at = (iso: string) => Date.parse(iso) / 1000;
const slots = (reminders: Parameters<typeof reminderSlot>[0], hours: number) => {
  const found = new Set<number>();
  for (let age = 0; age <= hours * HOUR; age += 300) {
    const slot = reminderSlot(reminders, age, true);
    if (slot !== undefined) {
      found.add(slot / HOUR);
    }
  }
  return [...found];
};

it('follows the policy: the first, then every so often, up to the most', () => {
  const reminders = { firstSeconds: 2 * HOUR, everySeconds: 3 * HOUR, backsOff: false, most: 3 };

  expect(slots(reminders, 48)).toEqual([2, 5, 8]);
});

it('backs off: each pause is twice the one before', () => {
  expect(slots({ firstSeconds: HOUR, everySeconds: 4 * HOUR, backsOff: true }, 70)).toEqual([
    1, 5, 13, 29, 61,
  ]);
});

it('waits for working hours as long as a week-end and a night, and gives nothing outside of them', () => {
  const hours = { from: 9, to: 17 };
  const reminders = { firstSeconds: HOUR, everySeconds: 1000 * HOUR, backsOff: false, hours };

  expect(reminderSlot(reminders, 60 * HOUR, true)).toBe(HOUR);
  expect(reminderSlot(reminders, 60 * HOUR, false)).toBeUndefined();
  expect(reminderSlot(reminders, 80 * HOUR, true)).toBeUndefined();
});

it.each([
  ['2026-11-25T08:59:00Z', 'UTC', false],
  ['2026-11-25T09:00:00Z', 'UTC', true],
  ['2026-11-25T17:00:00Z', 'UTC', false],
  ['2026-11-28T12:00:00Z', 'UTC', false], // a Saturday
  ['2026-03-27T08:00:00Z', 'Europe/Berlin', true], // the last Friday of winter time: nine o’clock
  ['2026-03-30T07:00:00Z', 'Europe/Berlin', true], // the first Monday of summer time: nine o’clock
  ['2026-03-27T07:00:00Z', 'Europe/Berlin', false],
  ['2026-10-26T07:30:00Z', 'Europe/Berlin', false], // summer time is over
  ['2028-02-29T12:00:00Z', 'UTC', true], // a leap day, a Tuesday
  ['2026-11-25T23:30:00Z', 'Asia/Tokyo', false],
  ['2026-11-26T00:30:00Z', 'Asia/Tokyo', true],
])('%s in %s: working hours %s', (iso, zone, expected) => {
  expect(isWorkTime({ from: 9, to: 17 }, zone, at(iso))).toBe(expected);
});

it('takes the zone of the policy before that of a person', () => {
  expect(isWorkTime({ from: 9, to: 17, zone: 'Asia/Tokyo' }, 'UTC', at('2026-11-26T00:30:00Z'))).toBe(true);
});
