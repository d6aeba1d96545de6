import { type Actor, actorText } from '../actor.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import type { LocalGrants } from '../ports/local-grants.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { LOCAL_GRANTS_LEFT } from '../subscriptions/local-left.ts';
import { stamped } from '../subscriptions/stamp.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import type { HandOnPorts } from './grant-to-roles.ts';
import { takeBack } from './take-back.ts';

const TRIES = 6;

/** Who has to lose what was handed on, and who says so. */
export interface TakingBack {
  readonly subscriptionId: string;
  /** ARNs; none: everybody on record. */
  readonly principals?: readonly string[] | undefined;
  readonly by: Actor;
}

/**
 * Takes back what was handed on to roles and users, also of what has ended, and strikes off the record what is gone: what stays on the returned
 * record was refused, or still stands. Throws `InvalidRequestError` (`NOT_HANDED_ON`).
 */
export async function takeBackRecorded(
  { store, clock }: HandOnPorts,
  grants: LocalGrants,
  { subscriptionId, principals, by }: TakingBack,
): Promise<Subscription> {
  const record = await loadSubscription(store, subscriptionId);
  const known = record.handedOn ?? [];
  const unknown = principals?.filter((arn) => !known.some(({ principal }) => principal === arn)) ?? [];
  if (unknown.length > 0) {
    throw new InvalidRequestError('NOT_HANDED_ON', `${unknown.join(', ')} not on record ${record.id}`, {
      userMessage: `By the record, nothing of this subscription was handed on to ${unknown.join(', ')}. ${known.length > 0 ? `On record: ${known.map(({ principal }) => principal).join(', ')}.` : 'Nobody is on record.'}`,
    });
  }
  const chosen = known.filter(({ principal }) => principals?.includes(principal) ?? true);
  if (chosen.length === 0) {
    return record;
  }
  const left = await takeBack(grants, store, record, chosen);
  const isGone = (principal: string) =>
    chosen.some((each) => each.principal === principal) &&
    !left.handedOn.some((each) => each.principal === principal);
  let current = record;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.replace(current, without(stamped(current, actorText(by), clock.now()), isGone));
    } catch (error) {
      if (!(error instanceof ConflictError && error.code === 'RECORD_CHANGED') || attempt >= TRIES) {
        throw error;
      }
      current = await loadSubscription(store, subscriptionId);
    }
  }
}

/** Where nobody is left, the end has no cause of this kind any more. */
function without(record: Subscription, isGone: (principal: string) => boolean): Subscription {
  const { handedOn = [], fulfilment, ...rest } = record;
  const left = handedOn.filter(({ principal }) => !isGone(principal));
  if (left.length > 0) {
    return { ...record, handedOn: left };
  }
  if (fulfilment?.cause?.code !== LOCAL_GRANTS_LEFT) {
    return fulfilment === undefined ? rest : { ...rest, fulfilment };
  }
  const { cause: _, ...settled } = fulfilment;
  return { ...rest, fulfilment: settled };
}
