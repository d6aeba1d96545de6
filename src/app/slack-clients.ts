import { WebClient } from '@slack/web-api';
import type { RenewInstallation } from './renew-installation.ts';
import type { SlackSecrets } from './slack-secrets.ts';

/** A Web API client for a workspace, as the functions behind the queues use it: few retries, and a rate limit is an answer. */
export type SlackClients = (
  workspace: string,
  enterprise?: string,
  options?: {
    /** Reads the token anew: the one before was refused. */
    readonly refresh: boolean;
  },
) => Promise<WebClient>;

const TIMEOUT_MS = 5000;

export function createSlackClients(
  secrets: Pick<SlackSecrets, 'install' | 'forget'>,
  slackApiUrl: string,
  /** How a token is renewed that has ended; absent where others do that. */
  renew?: RenewInstallation,
): SlackClients {
  const clients = new Map<string, WebClient>();
  return async (workspace, enterprise, { refresh } = { refresh: false }) => {
    if (refresh) {
      secrets.forget(workspace, enterprise);
    }
    const kept = await secrets.install(workspace, enterprise);
    const hasEnded = kept.expiresAt !== undefined && kept.expiresAt * 1000 <= Date.now();
    const { botToken } = hasEnded && renew ? await renew(kept.workspace) : kept;
    const known = clients.get(botToken);
    if (known) {
      return known;
    }
    const client = new WebClient(botToken, {
      slackApiUrl,
      timeout: TIMEOUT_MS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });
    clients.set(botToken, client);
    return client;
  };
}
