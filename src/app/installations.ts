import { WebAPIPlatformError } from '@slack/web-api';
import * as z from 'zod/mini';
import type { Installations } from '../handlers/jobs/install.ts';
import { ConfigurationError, InvalidRequestError } from '../mesh/errors.ts';
import { DEAD_TOKEN } from './dead-token.ts';
import type { InstallSecrets } from './install-secrets.ts';
import { askSlack, keptToken, oauthClient, TokenPair } from './oauth-access.ts';
import type { RenewInstallation } from './renew-installation.ts';
import type { InstallSecret, SlackSecrets } from './slack-secrets.ts';

/** What `oauth.v2.access` answers for a bot. An installation for a whole organisation has no team. */
const Access = z.extend(TokenPair, {
  bot_user_id: z.string(),
  team: z.nullish(z.object({ id: z.string(), name: z.optional(z.string()) })),
  enterprise: z.nullish(z.object({ id: z.string(), name: z.optional(z.string()) })),
  authed_user: z.object({ id: z.string() }),
  is_enterprise_install: z.optional(z.boolean()),
});

const LIFELESS: readonly string[] = ['NOT_INSTALLED', 'TOKEN_NOT_RENEWED'];

interface Parts {
  readonly secrets: SlackSecrets;
  readonly installs: InstallSecrets;
  readonly slackApiUrl: string;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly renew: RenewInstallation;
}

/** Installations as Slack gives them and Secrets Manager keeps them. */
export function createInstallations({ secrets, installs, slackApiUrl, now, renew }: Parts): Installations {
  const client = (token?: string) => oauthClient(slackApiUrl, token);

  return {
    async exchange(code) {
      const { clientId = '', clientSecret = '' } = await secrets.app();
      const answer = await askSlack(() =>
        client().oauth.v2.access({ code, client_id: clientId, client_secret: clientSecret }),
      );
      const access = Access.parse(answer);
      const isOrganisation = access.is_enterprise_install === true;
      const place = isOrganisation ? access.enterprise : access.team;
      if (!place) {
        throw new InvalidRequestError('NO_WORKSPACE', 'Slack named no workspace for the code', {
          userMessage: 'Slack did not say for which workspace this is. Please begin again.',
        });
      }
      const { bot_id: botId = '' } = await askSlack(() => client(access.access_token).auth.test());
      return {
        workspace: place.id,
        ...(access.enterprise ? { enterprise: access.enterprise.id } : {}),
        name: place.name ?? place.id,
        installer: access.authed_user.id,
        ...keptToken(access, now()),
        botId,
        botUserId: access.bot_user_id,
      };
    },
    async keep({ workspace, enterprise, botToken, botId, botUserId, refreshToken, expiresAt }) {
      const secret: InstallSecret = {
        botToken,
        botId,
        botUserId,
        workspace,
        ...(enterprise ? { enterprise } : {}),
        ...(refreshToken !== undefined && expiresAt !== undefined ? { refreshToken, expiresAt } : {}),
      };
      await installs.write(workspace, secret);
      secrets.forget(workspace);
    },
    async giveBack({ botToken }) {
      await askSlack(() => client(botToken).auth.revoke());
    },
    async isAlive(workspace) {
      try {
        const { botToken } = await renew(workspace); // a token that merely ended is not dead
        await client(botToken).auth.test();
        return true;
      } catch (error) {
        if (error instanceof WebAPIPlatformError && DEAD_TOKEN.includes(error.data.error)) {
          return false;
        }
        if (error instanceof ConfigurationError && LIFELESS.includes(error.code)) {
          return false; // Slack tells of one uninstallation by two events, and renews nothing after it
        }
        throw error;
      }
    },
    async markGone(workspace) {
      await installs.write(workspace, { workspace, goneAt: now() });
      secrets.forget(workspace);
    },
    workspaces: () => installs.workspaces(),
    async renew(workspace) {
      await renew(workspace);
    },
  };
}
