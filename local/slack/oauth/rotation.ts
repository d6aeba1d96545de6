import { randomBytes } from 'node:crypto';
import type { VirtualClock } from '../../clock.ts';
import type { Core } from '../core.ts';
import type { Installation, Json, Rotation } from '../state/world.ts';

/** @see https://docs.slack.dev/authentication/using-token-rotation */
const LIFE_SECONDS = 43_200;
/** Tokens that work beside each other: no page gives a number, the fewest that let a newer one take over are two. */
const ALIVE = 2;

/** A new pair: the refresh token before it is spent, the access token before it works until it ends. */
export function rotated(
  installation: Installation,
  clock: VirtualClock,
): Installation & { rotation: Rotation } {
  const token = `xoxe.xoxb-1-${randomBytes(16).toString('hex')}`;
  const expiresAt = clock.now() + LIFE_SECONDS * 1000;
  const tokens = [{ token, expiresAt }, ...(installation.rotation?.tokens ?? [])].slice(0, ALIVE);
  return {
    ...installation,
    botToken: token,
    rotation: {
      ...installation.rotation,
      refreshToken: `xoxe-1-${randomBytes(24).toString('hex')}`,
      tokens,
    },
  };
}

/** What Slack answers about an installation's token. */
export function accessJson({ world }: Pick<Core, 'world'>, installation: Installation): Json {
  const { teamId, botToken, rotation, scopes } = installation;
  const { name, botUserId, enterprise } = world.workspace(teamId);
  return {
    access_token: botToken,
    ...(rotation ? { refresh_token: rotation.refreshToken, expires_in: LIFE_SECONDS } : {}),
    token_type: 'bot',
    scope: scopes.join(','),
    bot_user_id: botUserId,
    app_id: world.appId,
    team: { id: teamId, name },
    enterprise: enterprise ?? null,
    is_enterprise_install: false,
  };
}
