import { durationText } from '../../blocks/durations.ts';
import type { Deciders, Outcome } from './outcome.ts';
import type { Policy } from './policy.ts';

/** How people and texts are written: as mentions in Slack, as ids on the command line. */
export interface Naming {
  readonly user: (id: string) => string;
  readonly group: (id: string) => string;
  readonly team: (key: string) => string;
  /** What the owner typed. */
  readonly text: (text: string) => string;
}

export const PLAIN: Naming = {
  user: (id) => id,
  group: (id) => id,
  team: (key) => `approvers of ${key}`,
  text: (text) => text,
};

/** An outcome in sentences, one a line: which rule of this policy decided, and what follows. */
export function outcomeLines(
  outcome: Outcome,
  naming: Naming,
  policy: Pick<Policy, 'rules'> | undefined,
): readonly string[] {
  return [reasonLine(outcome, policy), ...settingsLines(outcome, naming)];
}

function reasonLine({ rule }: Outcome, policy: Pick<Policy, 'rules'> | undefined): string {
  if (rule !== undefined) {
    return `Decided by rule ${rule}.`;
  }
  if (!policy) {
    return 'There is no policy, so what is usual without one counts: one approver of the owner decides, for as long as is asked for.';
  }
  return policy.rules.length > 0
    ? 'No rule fits; the policy’s own settings count.'
    : 'The policy has no rules; its own settings count.';
}

/** What follows, one sentence a line: who decides, what has to be kept to, what happens while it waits. */
export function settingsLines(outcome: Outcome, naming: Naming): readonly string[] {
  const { fields, conditions, extension, silent } = outcome;
  return [
    ...rulingLines(outcome, naming),
    boundsLine(outcome),
    ...(outcome.live ? ['Tables that are added later may be asked for together with a product.'] : []),
    ...fields.map(
      ({ name, label, optional, pattern }) =>
        `Field ${name} (${naming.text(label)})${optional ? ', may stay empty' : ''}${pattern ? `, has to fit ${naming.text(pattern)}` : ''}.`,
    ),
    ...(conditions === undefined ? [] : [`To be confirmed: ${naming.text(conditions)}`]),
    ...(extension.automatically > 0
      ? [`Extended without anybody deciding ${times(extension.automatically)}.`]
      : []),
    ...(extension.notBefore > 0
      ? [`More time can be asked for from ${Math.round(extension.notBefore * 100)} % of the access on.`]
      : []),
    ...(extension.graceSeconds === undefined
      ? []
      : [`Asked for late, the end moves once, to ${durationText(extension.graceSeconds)} after the asking.`]),
    ...(outcome.isReviewed
      ? ['Approved only in Review…, with the name of the product typed: there is no one-click Approve.']
      : []),
    ...waitingLines(outcome, naming),
    ...(silent.length > 0 ? [`Never pinged: ${silent.map(naming.user).join(', ')}.`] : []),
  ];
}

function rulingLines({ ruling }: Outcome, naming: Naming): readonly string[] {
  switch (ruling.kind) {
    case 'deny':
      return [`Refused: ${naming.text(ruling.text)}`];
    case 'auto':
      return [
        `Approved automatically, at most ${times(ruling.cap.most)} a ${ruling.cap.per} for one team; after that the owner decides.`,
      ];
    case 'stages':
      return [
        ...ruling.stages.map(
          (stage, index) =>
            `Stage ${index + 1} of ${ruling.stages.length}, ${naming.text(stage.name)}: ${stage.count} of ${decidersText(stage, naming)}.`,
        ),
        ...(ruling.stages.length > 1 && !ruling.distinct
          ? ['One person may approve in several stages.']
          : []),
      ];
  }
}

function boundsLine({ longestSeconds, defaultSeconds, endless }: Outcome): string {
  const longest =
    longestSeconds === undefined ? 'as long as asked for' : `at most ${durationText(longestSeconds)}`;
  const usual = defaultSeconds === undefined ? '' : `, usually ${durationText(defaultSeconds)}`;
  return `Access ${longest}${usual}${endless ? ', or without an end' : ', never without an end'}.`;
}

function waitingLines(outcome: Outcome, naming: Naming): readonly string[] {
  const { reminders, escalation, expiresAfterSeconds } = outcome;
  return [
    ...(reminders
      ? [
          `Reminded after ${durationText(reminders.firstSeconds)}, then every ${durationText(reminders.everySeconds)}${reminders.backsOff ? ', each pause twice the one before' : ''}${reminders.most === undefined ? '' : `, ${times(reminders.most)} at most`}${reminders.hours ? `, from Monday to Friday between ${reminders.hours.from} and ${reminders.hours.to} o’clock${reminders.hours.zone ? ` (${reminders.hours.zone})` : ''}` : ''}.`,
        ]
      : []),
    ...(escalation
      ? [`After ${durationText(escalation.afterSeconds)} also asked: ${decidersText(escalation.to, naming)}.`]
      : []),
    ...(expiresAfterSeconds === undefined
      ? []
      : [`Closed after ${durationText(expiresAfterSeconds)} without an answer.`]),
  ];
}

/** Nothing named stands for the owner's approvers. */
function decidersText({ team, users = [], groups = [] }: Deciders, naming: Naming): string {
  const named = [
    ...(team === undefined ? [] : [naming.team(team)]),
    ...users.map(naming.user),
    ...groups.map(naming.group),
  ];
  return named.length > 0 ? named.join(', ') : 'the owner’s approvers';
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
