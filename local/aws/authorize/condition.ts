import { globMatches } from './glob.ts';
import { type Condition, PolicySyntaxError } from './policy-document.ts';

type Test = (actual: string, wanted: string) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => globMatches(wanted, actual),
  ArnEquals: (actual, wanted) => globMatches(wanted, actual),
  ArnLike: (actual, wanted) => globMatches(wanted, actual),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: (actual, wanted) => Number(actual) === Number(wanted),
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (actual, wanted) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (actual, wanted) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (actual, wanted) => Number(actual) >= Number(wanted),
  DateEquals: (actual, wanted) => instant(actual) === instant(wanted),
  DateLessThan: (actual, wanted) => instant(actual) < instant(wanted),
  DateLessThanEquals: (actual, wanted) => instant(actual) <= instant(wanted),
  DateGreaterThan: (actual, wanted) => instant(actual) > instant(wanted),
  DateGreaterThanEquals: (actual, wanted) => instant(actual) >= instant(wanted),
  IpAddress: (actual, wanted) => actual === wanted.replace(/\/32$/, '') || wanted === '0.0.0.0/0',
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/**
 * One line of a `Condition` block.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionHolds(
  condition: Condition,
  context: ReadonlyMap<string, readonly string[]>,
): boolean {
  const [, quantifier, base = '', ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(condition.operator) ?? [];
  const actual = context.get(condition.key.toLowerCase());
  if (base === 'Null') {
    return condition.values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  }
  const negated = NEGATED[base];
  const test = TESTS[negated ?? base];
  if (!test) {
    throw new PolicySyntaxError(`the condition operator ${condition.operator} is not known to this stand-in`);
  }
  if (actual === undefined) {
    return (
      ifExists !== undefined ||
      quantifier === 'ForAllValues' ||
      (negated !== undefined && quantifier === undefined)
    );
  }
  const matches = (value: string) => condition.values.some((wanted) => test(value, wanted));
  const holds = (value: string) => (negated ? !matches(value) : matches(value));
  if (quantifier === 'ForAllValues') {
    return actual.every(holds);
  }
  return negated && quantifier === undefined ? actual.every(holds) : actual.some(holds);
}

function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
