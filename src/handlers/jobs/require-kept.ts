import { InvalidRequestError } from '../../mesh/errors.ts';
import { breaches, type Filled } from '../policy/keeps-to.ts';
import type { Outcome } from '../policy/outcome.ts';
import type { Team } from '../team.ts';

/** Throws `InvalidRequestError` (`POLICY_NOT_KEPT`) with everything that is missing at once. */
export function requireKept(outcome: Outcome, form: Filled, owner: Team): void {
  const faults = breaches(outcome, form, owner.name);
  if (faults.length > 0) {
    throw new InvalidRequestError('POLICY_NOT_KEPT', `rule ${outcome.rule} of ${owner.key} asks for more`, {
      userMessage: faults.join(' '),
    });
  }
}

/** Fields that nobody asked for are not kept. */
export function onlyAsked(
  { fields }: Outcome,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.flatMap(({ name }) => (values[name]?.trim() ? [[name, values[name].trim()] as const] : [])),
  );
}
