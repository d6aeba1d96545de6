import { ConflictError } from '../errors.ts';
import type { CountedPlace } from '../ports/decision.ts';
import type { Approval } from '../verbs/decisions.ts';
import type { ApprovePorts } from './approve.ts';

/** The next place under the cap. Throws `ConflictError` (`CAP_REACHED`). */
export async function freePlace(
  { ledger }: Pick<ApprovePorts, 'ledger'>,
  { cap, subscriptionId }: Approval,
): Promise<CountedPlace | undefined> {
  if (!cap) {
    return undefined;
  }
  const { counter, most } = cap;
  const taken = await ledger.taken(counter);
  if (taken >= most) {
    throw new ConflictError('CAP_REACHED', `${counter} has ${taken} of ${most}, so not ${subscriptionId}`, {
      userMessage: `No more than ${most} can be approved like this for now.`,
    });
  }
  return { counter, number: taken + 1 };
}
