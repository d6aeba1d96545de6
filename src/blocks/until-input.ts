import type { InputBlock } from '@slack/types';

/** The rule by which a chosen day becomes an end; the same for everybody, wherever they are. */
const RULE = 'Ends at the end of that day, UTC.';

/** A day, instead of the length above it. `until` in epoch seconds. */
export function untilInput(block_id: string, action_id: string, until: number | undefined): InputBlock {
  return {
    type: 'input',
    block_id,
    optional: true,
    label: { type: 'plain_text', text: 'Or until a date' },
    hint: { type: 'plain_text', text: `${RULE} Left empty, the length above counts.` },
    element: {
      type: 'datepicker',
      action_id,
      ...(until === undefined ? {} : { initial_date: dayOf(until) }),
    },
  };
}

/** `2027-01-31` of the last second of that day; epoch seconds. */
export function dayOf(end: number): string {
  return new Date((end - 1) * 1000).toISOString().slice(0, 10);
}

/** Epoch seconds at which the day is over in UTC; `undefined` where the text is no day. */
export function endOfDay(day: string | null | undefined): number | undefined {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day ?? '') ? Date.parse(`${day}T00:00:00Z`) / 1000 : Number.NaN;
  const end = start + 86_400;
  return Number.isFinite(end) && dayOf(end) === day ? end : undefined; // Date reads 30 February as 2 March
}
