import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Core } from '../core.ts';
import { SlackFault } from '../slack-fault.ts';
import { type Method, readArgs } from './method.ts';

const Args = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  code: z.string().default(''),
  redirect_uri: z.string().optional(),
});

/** Exchanges a code for a token. @see https://docs.slack.dev/reference/methods/oauth.v2.access */
export const oauthV2Access: Method = {
  name: 'oauth.v2.access',
  scopes: [],
  rate: 'special',
  needsToken: false,
  run(call) {
    const { core } = call;
    const { client_id: id, client_secret: secret, code, redirect_uri: redirectUri } = readArgs(call, Args);
    if (id !== core.client.id) {
      throw new SlackFault('invalid_client_id');
    }
    if (secret !== core.client.secret) {
      throw new SlackFault('bad_client_secret');
    }
    const grant = core.codes.exchange(code);
    if (!grant) {
      throw new SlackFault('invalid_code');
    }
    if (redirectUri !== undefined && redirectUri !== grant.redirectUri) {
      throw new SlackFault('bad_redirect_uri');
    }
    const { name, botUserId, enterprise } = core.world.workspace(grant.teamId);
    const botToken = tokenFor(core, grant.teamId);
    core.world.commit({
      type: 'installed',
      installation: { teamId: grant.teamId, botToken, scopes: grant.scopes, revoked: false },
    });
    return {
      access_token: botToken,
      token_type: 'bot',
      scope: grant.scopes.join(','),
      bot_user_id: botUserId,
      app_id: core.world.appId,
      team: { id: grant.teamId, name },
      enterprise: enterprise ?? null,
      authed_user: { id: grant.user },
      is_enterprise_install: false,
    };
  },
};

/** Installing again keeps a token that still works; a revoked one never comes back. */
function tokenFor({ world }: Core, teamId: string): string {
  const installation = world.state.installations.get(teamId);
  if (installation && !installation.revoked) {
    return installation.botToken;
  }
  return installation ? `xoxb-sim-${randomBytes(12).toString('hex')}` : world.workspace(teamId).botToken;
}
