import { ConfigurationError } from '../../mesh/errors.ts';
import { secondsOf } from './duration.ts';
import { fieldPattern } from './field-pattern.ts';
import type { Deciders } from './outcome.ts';
import type { Match, Policy, Rule } from './policy.ts';

/** What a policy is checked against. */
export interface Known {
  /** Key of the team whose policy it is. */
  readonly owner: string;
  /** Every team that there is: key, and how many people its approvers name; `undefined` where user groups make that unknown. */
  readonly approvers: ReadonlyMap<string, number | undefined>;
}

/** One thing that is wrong; `rule` counts from 1, absent for the policy itself. */
export interface PolicyFault {
  readonly rule?: number;
  readonly says: string;
}

/** Seconds. */
const LONGEST_GRACE = 3 * 86_400;

/** Everything that makes a well-formed policy useless or dangerous. Empty: it can be used. */
export function checkPolicy(policy: Policy, known: Known): readonly PolicyFault[] {
  const whole = settingFaults(policy, known).map((says) => ({ says }));
  const rules = policy.rules.flatMap((rule, index) =>
    [
      ...ruleFaults(rule, known),
      ...unreachable(policy, index),
      ...(policy.rules.findIndex(({ id }) => id === rule.id) < index
        ? [`id ${rule.id} is taken already`]
        : []),
    ].map((says) => ({ rule: index + 1, says })),
  );
  return [...whole, ...rules];
}

/** `rule 2: …`, or `policy: …`. */
export function faultText({ rule, says }: PolicyFault): string {
  return `${rule === undefined ? 'policy' : `rule ${rule}`}: ${says}`;
}

function ruleFaults(rule: Rule, known: Known): readonly string[] {
  const { deny, auto, stages = [], when } = rule;
  const kinds = [deny !== undefined && 'deny', auto && 'auto', stages.length > 0 && 'stages'].filter(Boolean);
  const unknownTeams = (when?.teams ?? []).filter((team) => !known.approvers.has(team));
  return [
    ...(kinds.length > 1 ? [`${kinds.join(' and ')} exclude each other`] : []),
    ...unknownTeams.map((team) => `there is no team ${team}, which when.teams names`),
    ...repeated(stages.map(({ name }) => name)).map((name) => `stage ${name} is there twice`),
    ...(isEmptyRange(when) ? ['when.longerThan and when.upTo leave no length between them'] : []),
    ...stages.flatMap((stage) => deciderFaults(`stage ${stage.name}`, stage, stage.count, known)),
    ...(rule.distinct === false ? [] : overlapFaults(rule, known)),
    ...settingFaults(rule, known),
  ];
}

function settingFaults(
  {
    longest,
    usual,
    fields = [],
    escalation,
    expires,
    reminders,
    extension,
  }: Pick<Policy, 'longest' | 'usual' | 'fields' | 'escalation' | 'expires' | 'reminders' | 'extension'>,
  known: Known,
): readonly string[] {
  const isLonger = (one: string | undefined, other: string | undefined): boolean =>
    one !== undefined && other !== undefined && secondsOf(one) > secondsOf(other);
  return [
    ...(isLonger(usual, longest) ? [`usual (${usual}) is longer than longest (${longest})`] : []),
    ...(isLonger(escalation?.after, expires) ? ['escalation comes after the request has expired'] : []),
    ...(isLonger(reminders?.first, expires)
      ? ['the first reminder comes after the request has expired']
      : []),
    ...(reminders?.hours && reminders.hours.from >= reminders.hours.to
      ? ['the hours of reminders end before they begin']
      : []),
    ...(extension?.grace !== undefined && secondsOf(extension.grace) > LONGEST_GRACE
      ? ['extension.grace is longer than 3 days, which is no grace but an extension']
      : []),
    ...repeated(fields.map(({ name }) => name)).map((name) => `field ${name} is there twice`),
    ...fields.flatMap(({ name, pattern }) => patternFaults(name, pattern)),
    ...(escalation ? deciderFaults('escalation', escalation, 1, known) : []),
  ];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
}

function patternFaults(field: string, pattern: string | undefined): readonly string[] {
  try {
    fieldPattern(pattern ?? '');
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return [`field ${field}: ${error.message}`];
    }
    throw error;
  }
}

/** How many different people are named; `undefined` where groups make that unknown. */
function peopleOf({ team, users, groups }: Deciders, known: Known): number | undefined {
  if (groups) {
    return undefined;
  }
  const isOwner = !team && !users;
  const ofTeam = team || isOwner ? known.approvers.get(team ?? known.owner) : 0;
  return ofTeam === undefined ? undefined : ofTeam + new Set(users).size;
}

function deciderFaults(what: string, deciders: Deciders, count: number, known: Known): readonly string[] {
  if (deciders.team !== undefined && !known.approvers.has(deciders.team)) {
    return [`${what}: there is no team ${deciders.team}`];
  }
  const people = peopleOf(deciders, known);
  return people !== undefined && people < count
    ? [`${what}: needs ${count} different people, and names ${people}, so nobody can fill it`]
    : [];
}

/** Stages that name only people, taken together, need as many different ones as they count. */
function overlapFaults({ stages = [] }: Rule, known: Known): readonly string[] {
  if (stages.length < 2) {
    return [];
  }
  const same = (one: Deciders): string => JSON.stringify([one.team, one.users, one.groups]);
  for (const stage of stages) {
    const alike = stages.filter((other) => same(other) === same(stage));
    const needed = alike.reduce((sum, { count }) => sum + count, 0);
    const people = peopleOf(stage, known);
    if (alike.length > 1 && people !== undefined && people < needed) {
      return [
        `stages ${alike.map(({ name }) => name).join(' and ')}: need ${needed} different people, and name ${people}`,
      ];
    }
  }
  return [];
}

function isEmptyRange(match: Match | undefined): boolean {
  const { longerThan, upTo } = match ?? {};
  return longerThan !== undefined && upTo !== undefined && secondsOf(longerThan) >= secondsOf(upTo);
}

/** A rule behind one that takes everything it could take is never asked. */
function unreachable({ rules, sensitive }: Policy, index: number): readonly string[] {
  const rule = rules[index];
  const before = rules.slice(0, index);
  const denies = rules.filter((each, at) => each.deny !== undefined && at !== index);
  const earlier = rule?.deny === undefined ? [...before, ...denies] : before.filter((each) => each.deny);
  const covering = earlier.find(
    // An automatic rule does not take what is sensitive, so others may still be meant for that.
    (each) => rule && !(each.auto && (sensitive || !rule.auto)) && covers(each.when, rule.when),
  );
  return covering ? [`is never reached: rule ${rules.indexOf(covering) + 1} takes everything before it`] : [];
}

/** Whether everything that fits `narrow` fits `wide` too; `false` where it is not plain to see. */
function covers(wide: Match | undefined, narrow: Match | undefined): boolean {
  const values: Readonly<Record<string, unknown>> = { ...narrow };
  return Object.entries(wide ?? {}).every(([key, value]: readonly [string, unknown]) => {
    const other = values[key];
    if (value === undefined) {
      return true;
    }
    return Array.isArray(value) && Array.isArray(other)
      ? other.every((each) => value.includes(each))
      : JSON.stringify(value) === JSON.stringify(other);
  });
}
