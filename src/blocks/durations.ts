import type { PlainTextOption } from '@slack/types';

const DAY = 86_400;
/** Option value of an access that lasts until somebody ends it. */
export const NO_END = 'no-end';

const PRESETS: readonly { readonly seconds: number; readonly text: string }[] = [
  { seconds: DAY, text: '1 day' },
  { seconds: 7 * DAY, text: '1 week' },
  { seconds: 30 * DAY, text: '30 days' },
  { seconds: 90 * DAY, text: '90 days' },
  { seconds: 365 * DAY, text: '1 year' },
];

/** What the owner allows, in seconds. Nothing given: everything. */
export interface DurationBounds {
  readonly longestSeconds?: number | undefined;
  readonly defaultSeconds?: number | undefined;
  /** Whether an access without an end may be asked for; absent: only where no longest is set. */
  readonly endless?: boolean | undefined;
}

/** Lengths that can be asked for, shortest first; the longest allowed is always among them, and what was asked for before where it is allowed. */
export function durationOptions(bounds: DurationBounds, asked?: number): readonly PlainTextOption[] {
  const { longestSeconds: longest, defaultSeconds: usual } = bounds;
  const within = (seconds: number) => longest === undefined || seconds <= longest;
  const lengths = new Set(PRESETS.map(({ seconds }) => seconds).filter(within));
  for (const extra of [longest, usual, asked]) {
    if (extra !== undefined && extra > 0 && within(extra)) {
      lengths.add(extra);
    }
  }
  const options = [...lengths].toSorted((one, other) => one - other).map(durationOption);
  return (bounds.endless ?? longest === undefined) ? [...options, choice(NO_END, 'No end')] : options;
}

/** The option chosen at first: what was chosen before if it is still allowed, the owner's usual length, else the last of the list. */
export function firstDuration(
  bounds: DurationBounds,
  seconds: number | undefined,
): PlainTextOption | undefined {
  const options = durationOptions(bounds, seconds);
  const find = (wanted: number | undefined) => options.find(({ value }) => value === String(wanted));
  return find(seconds) ?? find(bounds.defaultSeconds) ?? options.at(-1);
}

/** Seconds of a chosen option; `undefined` where none counts, which is no end. */
export function durationSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d{0,11}$/.test(value) ? Number(value) : undefined;
}

/** Whether the owner allows this length; no length is no end. */
export function isAllowedDuration(bounds: DurationBounds, seconds: number | undefined): boolean {
  const { longestSeconds: longest } = bounds;
  return seconds === undefined
    ? (bounds.endless ?? longest === undefined)
    : longest === undefined || seconds <= longest;
}

/** Presets that are shorter than what was asked for; all of them where no end was. */
export function shorterDurations(asked: number | undefined): readonly PlainTextOption[] {
  return PRESETS.filter(({ seconds }) => asked === undefined || seconds < asked).map(({ seconds }) =>
    durationOption(seconds),
  );
}

/** `90 days`, `1 week`, `36 hours`; no length is `no end`. */
export function durationText(seconds: number | undefined): string {
  if (seconds === undefined) {
    return 'no end';
  }
  const preset = PRESETS.find((each) => each.seconds === seconds);
  if (preset) {
    return preset.text;
  }
  const [size, unit] = seconds % DAY === 0 ? [DAY, 'day'] : seconds >= 3600 ? [3600, 'hour'] : [60, 'minute'];
  const count = Math.max(1, Math.floor(seconds / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function durationOption(seconds: number): PlainTextOption {
  return choice(String(seconds), durationText(seconds));
}

function choice(value: string, text: string): PlainTextOption {
  return { text: { type: 'plain_text', text }, value };
}
