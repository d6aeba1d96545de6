import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Core } from '../core.ts';
import { requireClient } from '../oauth/client-credentials.ts';
import type { Grant } from '../oauth/codes.ts';
import { accessJson, rotated } from '../oauth/rotation.ts';
import { SlackFault } from '../slack-fault.ts';
import type { Installation } from '../state/world.ts';
import { type Method, readArgs } from './method.ts';

const Args = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  code: z.string().default(''),
  redirect_uri: z.string().optional(),
  grant_type: z.string().default('authorization_code'),
  refresh_token: z.string().default(''),
});
type Args = z.infer<typeof Args>;

/** Exchanges a code, or a refresh token, for a token. @see https://docs.slack.dev/reference/methods/oauth.v2.access */
export const oauthV2Access: Method = {
  name: 'oauth.v2.access',
  scopes: [],
  rate: 'special',
  needsToken: false,
  run(call) {
    const { core } = call;
    const args = readArgs(call, Args);
    requireClient(core, args);
    switch (args.grant_type) {
      case 'authorization_code': {
        const grant = grantOf(core, args);
        const installation = install(core, grant);
        return { ...accessJson(core, installation), authed_user: { id: grant.user } };
      }
      case 'refresh_token':
        return accessJson(core, refresh(core, args.refresh_token));
      default:
        throw new SlackFault('invalid_grant_type');
    }
  },
};

function grantOf(core: Core, { code, redirect_uri: redirectUri }: Args): Grant {
  const grant = core.codes.exchange(code);
  if (!grant) {
    throw new SlackFault('invalid_code');
  }
  if (redirectUri !== undefined && redirectUri !== grant.redirectUri) {
    throw new SlackFault('bad_redirect_uri');
  }
  return grant;
}

function install(core: Core, { teamId, scopes }: Grant): Installation {
  const { world, manifest, clock } = core;
  const before = world.state.installations.get(teamId);
  const plain = { teamId, botToken: tokenFor(core, teamId), scopes, revoked: false };
  const installation = manifest.settings.token_rotation_enabled
    ? rotated(
        { ...plain, ...(before?.rotation && !before.revoked ? { rotation: before.rotation } : {}) },
        clock,
      )
    : plain;
  world.commit({ type: 'installed', installation });
  return installation;
}

/** A refresh token is good once. @see https://docs.slack.dev/authentication/using-token-rotation */
function refresh({ world, clock }: Core, refreshToken: string): Installation {
  const before = [...world.state.installations.values()].find(
    ({ rotation, revoked }) => rotation?.refreshToken === refreshToken && !revoked,
  );
  if (!before) {
    throw new SlackFault('invalid_refresh_token');
  }
  const installation = rotated(before, clock);
  world.commit({ type: 'installed', installation });
  return installation;
}

/** Installing again keeps a token that still works; a revoked one never comes back. */
function tokenFor({ world }: Core, teamId: string): string {
  const installation = world.state.installations.get(teamId);
  if (installation && !installation.revoked) {
    return installation.botToken;
  }
  return installation ? `xoxb-sim-${randomBytes(12).toString('hex')}` : world.workspace(teamId).botToken;
}
