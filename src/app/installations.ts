import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SlackError, WebAPIPlatformError, WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import type { Installations } from '../handlers/jobs/install.ts';
import { ConfigurationError, InvalidRequestError, UpstreamError } from '../mesh/errors.ts';
import { DEAD_TOKEN } from './dead-token.ts';
import type { InstallSecret, SlackSecrets } from './slack-secrets.ts';

const TIMEOUT_MS = 5000;

/** What `oauth.v2.access` answers for a bot. An installation for a whole organisation has no team. */
const Access = z.object({
  access_token: z.string(),
  bot_user_id: z.string(),
  team: z.nullish(z.object({ id: z.string(), name: z.optional(z.string()) })),
  enterprise: z.nullish(z.object({ id: z.string(), name: z.optional(z.string()) })),
  authed_user: z.object({ id: z.string() }),
  is_enterprise_install: z.optional(z.boolean()),
  expires_in: z.optional(z.number()),
});

interface Parts {
  readonly manager: SecretsManagerClient;
  readonly secrets: SlackSecrets;
  readonly prefix: string;
  readonly slackApiUrl: string;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** Installations as Slack gives them and Secrets Manager keeps them. */
export function createInstallations({ manager, secrets, prefix, slackApiUrl, now }: Parts): Installations {
  const client = (token?: string): WebClient =>
    new WebClient(token, {
      slackApiUrl,
      timeout: TIMEOUT_MS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });

  async function write(id: string, value: unknown): Promise<void> {
    const SecretId = `${prefix}/slack/install/${id}`;
    const SecretString = JSON.stringify(value);
    try {
      await manager.send(new PutSecretValueCommand({ SecretId, SecretString }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) {
        throw error;
      }
      await manager.send(new CreateSecretCommand({ Name: SecretId, SecretString }));
    }
  }

  return {
    async exchange(code) {
      const { clientId = '', clientSecret = '' } = await secrets.app();
      const answer = await asked(() =>
        client().oauth.v2.access({ code, client_id: clientId, client_secret: clientSecret }),
      );
      const access = Access.parse(answer);
      if (access.expires_in !== undefined) {
        throw new ConfigurationError('TOKEN_ROTATION', 'the Slack app has token rotation on', {
          userMessage:
            'Token rotation is on for this Slack app, and Mesh does not renew tokens. An operator has to use an app without it.',
        });
      }
      const isOrganisation = access.is_enterprise_install === true;
      const place = isOrganisation ? access.enterprise : access.team;
      if (!place) {
        throw new InvalidRequestError('NO_WORKSPACE', 'Slack named no workspace for the code', {
          userMessage: 'Slack did not say for which workspace this is. Please begin again.',
        });
      }
      const { bot_id: botId = '' } = await asked(() => client(access.access_token).auth.test());
      return {
        workspace: place.id,
        ...(access.enterprise ? { enterprise: access.enterprise.id } : {}),
        name: place.name ?? place.id,
        installer: access.authed_user.id,
        botToken: access.access_token,
        botId,
        botUserId: access.bot_user_id,
      };
    },
    async keep({ workspace, enterprise, botToken, botId, botUserId }) {
      const secret: InstallSecret = {
        botToken,
        botId,
        botUserId,
        workspace,
        ...(enterprise ? { enterprise } : {}),
      };
      await write(workspace, secret);
      secrets.forget(workspace);
    },
    async giveBack({ botToken }) {
      await asked(() => client(botToken).auth.revoke());
    },
    async isAlive(workspace) {
      secrets.forget(workspace);
      try {
        const { botToken } = await secrets.install(workspace);
        await client(botToken).auth.test();
        return true;
      } catch (error) {
        if (error instanceof WebAPIPlatformError && DEAD_TOKEN.includes(error.data.error)) {
          return false;
        }
        if (error instanceof ConfigurationError && error.code === 'NOT_INSTALLED') {
          return false; // Slack tells of one uninstallation by two events
        }
        throw error;
      }
    },
    async markGone(workspace) {
      await write(workspace, { workspace, goneAt: now() });
      secrets.forget(workspace);
    },
  };
}

/** A code is good once: what Slack refused stays refused, and trying again after a lost answer ends there too. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof WebAPIPlatformError) {
      throw new InvalidRequestError('INSTALL_REFUSED', `Slack refused: ${cause.data.error}`, {
        userMessage: `Slack did not accept the installation (${cause.data.error}). Please begin again; if it stays, tell an operator.`,
      });
    }
    if (cause instanceof SlackError) {
      throw new UpstreamError('SLACK_UNREACHABLE', 'Slack did not answer', {
        retryable: true,
        userMessage: 'Slack did not answer just now. Please begin again in a minute.',
        cause,
      });
    }
    throw cause;
  }
}
