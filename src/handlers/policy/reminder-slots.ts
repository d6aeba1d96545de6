import type { Reminders } from './outcome.ts';

const HOUR = 3600;

/** Without a policy of its own: after four hours, twelve, a day, then once a day. */
const USUAL_HOURS = [4, 12, 24] as const;

/** Seconds within which a sweep has to give a reminder; the next one comes soon enough. */
const WINDOW = 2 * HOUR;
/** Where people are asked only in their working hours: a week-end and a night. */
const LONGEST_WAIT = 72 * HOUR;

/**
 * Seconds after the request of the reminder that is due at this age; `undefined` where none is. `isWorkTime` says whether people may be
 * asked at this very moment.
 */
export function reminderSlot(
  reminders: Reminders | undefined,
  age: number,
  isWorkTime: boolean,
): number | undefined {
  if (!reminders) {
    return recent(usualSlot(age), age, WINDOW);
  }
  if (!isWorkTime) {
    return undefined;
  }
  return recent(policySlot(reminders, age), age, reminders.hours ? LONGEST_WAIT : WINDOW);
}

function recent(slot: number | undefined, age: number, window: number): number | undefined {
  return slot !== undefined && age - slot < window ? slot : undefined;
}

function usualSlot(age: number): number | undefined {
  const day = Math.floor(age / (24 * HOUR)) * 24 * HOUR;
  return day > 0 ? day : USUAL_HOURS.map((hours) => hours * HOUR).findLast((slot) => age >= slot);
}

/** The last one that has come: the first, then every so often, or after pauses that double. */
function policySlot(
  { firstSeconds, everySeconds, backsOff, most = 50 }: Reminders,
  age: number,
): number | undefined {
  let found: number | undefined;
  let next = firstSeconds;
  let pause = everySeconds;
  for (let count = 0; count < most && age >= next; count += 1) {
    found = next;
    next += pause;
    pause *= backsOff ? 2 : 1;
  }
  return found;
}

/** Whether it is Monday to Friday within these hours, in this zone; `now` in epoch seconds. */
export function isWorkTime(hours: Reminders['hours'], zone: string, now: number): boolean {
  if (!hours) {
    return true;
  }
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: hours.zone ?? zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(now * 1000));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  const hour = Number(part('hour'));
  return !['Sat', 'Sun'].includes(part('weekday')) && hour >= hours.from && hour < hours.to;
}
