import type { State } from '../state/state.ts';
import { SHARES } from './entities.ts';

/** Whether an account has accepted this share and is still part of it. */
export function isSharedWith(
  state: State,
  owner: string,
  account: string,
  share: string | undefined,
): boolean {
  const found = share === undefined ? undefined : state.in(SHARES, owner).get(share);
  return (
    found?.status === 'ACTIVE' &&
    found.principals.some(({ id, status }) => id === account && status === 'ASSOCIATED')
  );
}
