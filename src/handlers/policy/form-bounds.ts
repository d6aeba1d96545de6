import { evaluatePolicy } from './evaluate-policy.ts';
import { fits } from './fits.ts';
import type { Ask, AskedTable, Outcome } from './outcome.ts';
import type { Field, Match, Policy, Rule } from './policy.ts';

/** What the form can know before it is filled. The worker judges the request itself. */
export interface FormBounds {
  readonly longestSeconds?: number | undefined;
  readonly defaultSeconds?: number | undefined;
  readonly endless: boolean;
  readonly live?: true;
  readonly fields: readonly Field[];
  /** Every text that may have to be confirmed, joined. */
  readonly conditions?: string | undefined;
}

/**
 * The widest that the policy may allow for a product, whoever asks and for whatever: the form must not refuse what the worker would take. Fields that only
 * some rules ask for are optional here.
 */
export function formBounds(
  policy: Policy | undefined,
  product: { readonly database: string; readonly tables: readonly AskedTable[] },
): FormBounds {
  const outcomes = possibleOutcomes(policy, product);
  const [first = evaluatePolicy(undefined, { ...product, team: '', permissions: [] })] = outcomes;
  const longest = outcomes.map(({ longestSeconds }) => longestSeconds ?? Number.POSITIVE_INFINITY);
  const widest = Math.max(...longest);
  const conditions = [...new Set(outcomes.flatMap((outcome) => outcome.conditions ?? []))];
  return {
    ...(Number.isFinite(widest) ? { longestSeconds: widest } : {}),
    ...(first.defaultSeconds === undefined ? {} : { defaultSeconds: first.defaultSeconds }),
    endless: outcomes.some(({ endless }) => endless),
    ...(outcomes.some(({ live }) => live) ? { live: true as const } : {}),
    fields: fieldsOf(outcomes),
    ...(conditions.length > 0 ? { conditions: conditions.join('\n\n') } : {}),
  };
}

/** One outcome for each rule that may decide, and one for where none does. */
function possibleOutcomes(
  policy: Policy | undefined,
  product: Pick<Ask, 'database' | 'tables'>,
): readonly Outcome[] {
  const ask: Ask = { ...product, team: '', permissions: [] };
  const rules = (policy?.rules ?? []).filter(
    (rule) => rule.deny === undefined && fits(ofProduct(rule), ask, 'any'),
  );
  const always = rules.findIndex((rule) => isAlways(rule));
  const reachable = always < 0 ? rules : rules.slice(0, always + 1);
  const alone = (rule: Rule): Outcome =>
    evaluatePolicy(policy && { ...policy, rules: [{ ...rule, when: undefined, auto: undefined }] }, ask);
  const none = evaluatePolicy(policy && { ...policy, rules: [] }, ask);
  return always < 0 ? [...reachable.map(alone), none] : reachable.map(alone);
}

/** The part of a rule's conditions that the product alone decides. */
function ofProduct({ when }: Rule): Match {
  const { products, domains, tags } = when ?? {};
  return {
    ...(products ? { products } : {}),
    ...(domains ? { domains } : {}),
    ...(tags ? { tags } : {}),
  };
}

/** Whether a rule takes every request, so that none behind it is asked. */
function isAlways({ when, auto }: Rule): boolean {
  return auto === undefined && Object.values(when ?? {}).every((value) => value === undefined);
}

function fieldsOf(outcomes: readonly Outcome[]): readonly Field[] {
  const byName = new Map<string, Field>();
  for (const { fields } of outcomes) {
    for (const field of fields) {
      byName.set(field.name, byName.get(field.name) ?? field);
    }
  }
  const isEverywhere = (name: string): boolean =>
    outcomes.every(({ fields }) => fields.some((field) => field.name === name && !field.optional));
  return [...byName.values()].map((field) =>
    isEverywhere(field.name) ? field : { ...field, optional: true },
  );
}
