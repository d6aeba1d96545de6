import type { CachedProduct } from '../ports.ts';
import type { FilledRequestForm } from './parse-request-form.ts';

/** What was filled in for the owner's policy, as it travels to the worker: the conditions go as the text that the person saw. */
export function policyAnswers(
  { fields, isConfirmed }: FilledRequestForm,
  { conditions }: CachedProduct,
): { fields?: Record<string, string>; confirmed?: string } {
  return {
    ...(Object.keys(fields).length > 0 ? { fields: { ...fields } } : {}),
    ...(isConfirmed && conditions ? { confirmed: conditions } : {}),
  };
}
