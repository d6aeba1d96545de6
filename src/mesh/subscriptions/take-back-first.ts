import { takeBack } from '../consumer/take-back.ts';
import { ConflictError, MeshError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import { loadSubscription } from './load-subscription.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/**
 * Takes back what the account handed on to its own roles before it loses the tables itself, since Lake Formation lets nobody there revoke what is shared
 * no more, and strikes off the record what is gone, since afterwards nobody could tell. Whatever fails here keeps no access alive: it is tried once
 * more when the consumer's account is tidied.
 */
export async function takeBackFirst(
  { store, consumer, clock }: Pick<MeshPorts, 'store' | 'consumer' | 'clock'>,
  claimed: Subscription,
  by: string,
): Promise<Subscription> {
  const { handedOn, ...rest } = claimed;
  if (handedOn === undefined || handedOn.length === 0) {
    return claimed;
  }
  try {
    const { grants } = await consumer(claimed.subscriber);
    const left = (await takeBack(grants, store, claimed)).handedOn;
    if (left.length === handedOn.length) {
      return claimed;
    }
    const after = left.length > 0 ? { ...rest, handedOn: left } : rest;
    return await store.replace(claimed, stamped(after, by, clock.now()));
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'RECORD_CHANGED') {
      return loadSubscription(store, claimed.id);
    }
    if (!(error instanceof MeshError)) {
      throw error;
    }
    return claimed;
  }
}
