import { SlackError, WebAPIPlatformError, WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import { InvalidRequestError, UpstreamError } from '../mesh/errors.ts';

const TIMEOUT_MS = 5000;

/** The part of an answer that is a token: where the app has token rotation on, it ends and comes with the one that renews it. */
export const TokenPair = z.object({
  access_token: z.string(),
  refresh_token: z.optional(z.string()),
  /** Seconds. */
  expires_in: z.optional(z.number()),
});
export type TokenPair = z.infer<typeof TokenPair>;

/** A token as an installation's secret keeps it. `now` in epoch seconds. */
export function keptToken(
  { access_token: botToken, refresh_token: refreshToken, expires_in: life }: TokenPair,
  now: number,
) {
  return {
    botToken,
    ...(refreshToken !== undefined && life !== undefined ? { refreshToken, expiresAt: now + life } : {}),
  };
}

/** A client that asks once: codes and refresh tokens are good once. */
export function oauthClient(slackApiUrl: string, token?: string): WebClient {
  return new WebClient(token, {
    slackApiUrl,
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** Throws `UpstreamError` (`SLACK_UNREACHABLE`, retryable), and what `refused` makes of Slack's error code. */
export async function askSlack<T>(
  ask: () => Promise<T>,
  refused: (code: string) => Error = installRefused,
): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof WebAPIPlatformError) {
      throw refused(cause.data.error);
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

/** A code is good once: what Slack refused stays refused, and trying again after a lost answer ends there too. */
function installRefused(code: string): InvalidRequestError {
  return new InvalidRequestError('INSTALL_REFUSED', `Slack refused: ${code}`, {
    userMessage: `Slack did not accept the installation (${code}). Please begin again; if it stays, tell an operator.`,
  });
}
