import type { Method } from './method.ts';

/** The token that asks stops working. @see https://docs.slack.dev/reference/methods/auth.revoke */
export const authRevoke: Method = {
  name: 'auth.revoke',
  scopes: [],
  rate: 'tier3',
  run({ core, installation }) {
    core.world.commit({ type: 'uninstalled', teamId: installation.teamId });
    return { revoked: true };
  },
};
