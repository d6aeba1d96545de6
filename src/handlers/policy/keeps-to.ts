import { durationText } from '../../blocks/durations.ts';
import { typed } from '../../blocks/text.ts';
import { fieldPattern } from './field-pattern.ts';
import type { Outcome } from './outcome.ts';
import type { Field } from './policy.ts';

/** What a requester filled in that the policy may have a say on. */
export interface Filled {
  /** Absent: no end. */
  readonly durationSeconds?: number | undefined;
  /** Whether tables that are added later are asked for too. */
  readonly live?: boolean | undefined;
  /** By the field's name. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** The text of the conditions that the person was shown and confirmed. */
  readonly confirmed?: string | undefined;
}

/** Sentences about what does not keep to the policy, ready for mrkdwn; empty where everything does. */
export function breaches(outcome: Outcome, filled: Filled, owner: string): readonly string[] {
  const { conditions, fields } = outcome;
  const values = filled.fields ?? {};
  const length = lengthBreach(outcome, filled.durationSeconds, owner);
  return [
    ...(length === undefined ? [] : [length]),
    ...(filled.live && !outcome.live
      ? [
          `${typed(owner, 80)} gives the tables as they are, not those that are added later. Choose “as they are now”.`,
        ]
      : []),
    ...fields.flatMap((field) => fieldBreach(field, values[field.name]?.trim() ?? '') ?? []),
    ...(conditions !== undefined && !filled.confirmed?.includes(conditions)
      ? [`${typed(owner, 80)} gives this only to those who confirm: ${typed(conditions, 1000)}`]
      : []),
  ];
}

/** What is wrong with a length; `undefined` where nothing is. */
export function lengthBreach(
  { longestSeconds, endless }: Pick<Outcome, 'longestSeconds' | 'endless'>,
  seconds: number | undefined,
  owner: string,
): string | undefined {
  const most = longestSeconds === undefined ? '' : ` for at most ${durationText(longestSeconds)}`;
  if (seconds === undefined) {
    return endless
      ? undefined
      : `${typed(owner, 80)} gives access${most || ' only for a time'}, never without an end.`;
  }
  return longestSeconds !== undefined && seconds > longestSeconds
    ? `${typed(owner, 80)} gives access${most}, and this is ${durationText(seconds)}.`
    : undefined;
}

function fieldBreach({ label, pattern, message, optional }: Field, value: string): string | undefined {
  if (value === '') {
    return optional ? undefined : `${typed(label, 60)} is missing.`;
  }
  if (value.length > LONGEST_VALUE) {
    return `${typed(label, 60)} is longer than ${LONGEST_VALUE} characters.`;
  }
  return pattern !== undefined && !fieldPattern(pattern)(value)
    ? typed(message ?? `${label} does not have the form that its owner asks for.`, 300)
    : undefined;
}

/** Characters that fit into a line of the form. */
const LONGEST_VALUE = 300;
