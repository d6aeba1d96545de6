import { secondsOf } from './duration.ts';
import { carries, fits } from './fits.ts';
import { type Ask, type Outcome, OWNER_DECIDES, type Ruling } from './outcome.ts';
import type { Policy, Rule } from './policy.ts';

type Settings = Omit<Policy, 'rules' | 'sensitive' | 'publishers' | 'autoRepair'>;

/**
 * What the owner's policy makes of a request. Denials come first, then the first rule that fits; where none does, or there is no policy, one approver of
 * the owner decides. Pure and total: the same policy and request always have the same outcome.
 */
export function evaluatePolicy(policy: Policy | undefined, ask: Ask): Outcome {
  const rules = policy?.rules ?? [];
  const isSensitive = hasSensitive(policy, ask);
  const rule =
    rules.find((each) => each.deny !== undefined && fits(each.when, ask, 'any')) ??
    rules.find((each) => each.deny === undefined && isFitting(each, ask, isSensitive));
  return {
    ...(rule ? { rule: rule.id } : {}),
    ruling: rule ? rulingOf(rule) : OWNER_DECIDES,
    ...settingsOf(policy ?? {}, rule ?? {}, isSensitive),
  };
}

/** An automatic approval needs every table to fit, and none to be sensitive. */
function isFitting(rule: Rule, ask: Ask, isSensitive: boolean): boolean {
  return rule.auto
    ? !isSensitive && ask.tables.length > 0 && fits(rule.when, ask, 'all')
    : fits(rule.when, ask, 'any');
}

/** Also where a table is not known: nothing is given by itself on its account. */
function hasSensitive({ sensitive }: Pick<Policy, 'sensitive'> = {}, { tables }: Ask): boolean {
  return tables.some(
    (table) => table.isUnknown || (sensitive !== undefined && carries(sensitive, table, 'some')),
  );
}

function rulingOf({ deny, auto, stages, distinct = true }: Rule): Ruling {
  if (deny !== undefined) {
    return { kind: 'deny', text: deny };
  }
  if (auto) {
    return { kind: 'auto', cap: auto };
  }
  return stages ? { kind: 'stages', stages, distinct } : OWNER_DECIDES;
}

/** A rule's own settings win over the policy's, each by itself. */
function settingsOf(
  policy: Settings,
  rule: Settings,
  isSensitive: boolean,
): Omit<Outcome, 'rule' | 'ruling'> {
  const longest = rule.longest ?? policy.longest;
  const usual = rule.usual ?? policy.usual;
  const reminders = rule.reminders ?? policy.reminders;
  const escalation = rule.escalation ?? policy.escalation;
  const expires = rule.expires ?? policy.expires;
  const conditions = rule.conditions ?? policy.conditions;
  return {
    ...(longest === undefined ? {} : { longestSeconds: secondsOf(longest) }),
    ...(usual === undefined ? {} : { defaultSeconds: secondsOf(usual) }),
    endless: rule.endless ?? policy.endless ?? longest === undefined,
    ...((rule.live ?? policy.live) ? { live: true as const } : {}),
    fields: rule.fields ?? policy.fields ?? [],
    ...(conditions === undefined ? {} : { conditions }),
    extension: extensionOf(rule.extension ?? policy.extension, isSensitive),
    isReviewed: rule.reviewed ?? policy.reviewed ?? false,
    ...(reminders ? { reminders: remindersOf(reminders) } : {}),
    ...(escalation ? { escalation: escalationOf(escalation) } : {}),
    ...(expires === undefined ? {} : { expiresAfterSeconds: secondsOf(expires) }),
    silent: [...new Set([...(policy.silent ?? []), ...(rule.silent ?? [])])],
  };
}

/** Without rules for it, more time can be asked for at any moment, and somebody decides; what is sensitive somebody always decides. */
function extensionOf(extension: Settings['extension'], isSensitive: boolean): Outcome['extension'] {
  const { automatically = 0, notBefore = 0, grace } = extension ?? {};
  return {
    automatically: isSensitive ? 0 : automatically,
    notBefore,
    ...(grace === undefined ? {} : { graceSeconds: secondsOf(grace) }),
  };
}

function remindersOf({
  first,
  every,
  backOff = false,
  most,
  hours,
}: NonNullable<Settings['reminders']>): Outcome['reminders'] {
  return {
    firstSeconds: secondsOf(first),
    everySeconds: secondsOf(every),
    backsOff: backOff,
    ...(most === undefined ? {} : { most }),
    ...(hours === undefined ? {} : { hours }),
  };
}

function escalationOf({ after, ...to }: NonNullable<Settings['escalation']>): Outcome['escalation'] {
  return { afterSeconds: secondsOf(after), to };
}
