import type { LeftWithRoles } from '../consumer/take-back.ts';
import type { FailureCause, Subscription } from './subscription.ts';

export const LOCAL_GRANTS_LEFT = 'LOCAL_GRANTS_LEFT';

/** What remains in the consumer's account when its access ends, and who has to do something about it. */
export function localCause(
  { id, subscriber }: Pick<Subscription, 'id' | 'subscriber'>,
  { handedOn, isSeen }: LeftWithRoles,
): FailureCause | undefined {
  if (handedOn.length === 0) {
    return undefined;
  }
  const names = handedOn.map(({ principal }) => principal.replace(/^[^/]*:/, '')).join(', ');
  const state = isSeen
    ? `still holds grants that ${names} got of this access`
    : `may still hold grants that ${names} got of this access: the mesh's role there can neither take nor see them`;
  return {
    code: LOCAL_GRANTS_LEFT,
    message: `Account ${subscriber} ${state}. They let nobody read now, and would again once the account is granted these tables anew. A data lake administrator of that account takes them away with: data-mesh-cli take-back --subscription-id ${id}. Where AWS refuses that because the tables are not shared any more, it can be done as soon as they are shared again`,
  };
}
