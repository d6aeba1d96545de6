import type { Call } from '../call.ts';
import { SHARES } from '../ram/entities.ts';

/** Accounts that share something with the caller's account which it has accepted. */
export function sharedOwners(call: Call): readonly string[] {
  return call.state.scopes(SHARES).filter(
    (owner) =>
      owner !== call.account &&
      call.state
        .in(SHARES, owner)
        .values()
        .some(
          (share) =>
            share.status === 'ACTIVE' &&
            share.principals.some(({ id, status }) => id === call.account && status === 'ASSOCIATED'),
        ),
  );
}
