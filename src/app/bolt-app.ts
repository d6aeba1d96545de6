import { App, AwsLambdaReceiver, LogLevel } from '@slack/bolt';
import type { FetchFunction } from '@slack/web-api';
import { registerHandlers, type SlackDependencies } from '../handlers/slack/register-handlers.ts';
import { answerForPerson } from './answer-for-person.ts';
import { boltLogger, type Log } from './log.ts';
import type { SlackSecrets } from './slack-secrets.ts';

export interface BoltOptions extends SlackDependencies {
  readonly secrets: Pick<SlackSecrets, 'install'>;
  readonly slackApiUrl: string;
  readonly fetch: FetchFunction;
  readonly log: Log;
}

export interface BoltApp {
  readonly app: App;
  readonly handle: ReturnType<AwsLambdaReceiver['toHandler']>;
}

/** Slack's own limit is 3,000 ms for the whole answer; a Web API call that takes longer than this cannot help any more. */
const SLACK_TIMEOUT_MS = 1500;

/**
 * Bolt for routing, nothing else: the request was verified before it comes here, tokens come from Secrets Manager through `authorize`
 * (`token` would call auth.test at start and remember its failure), and nothing is retried inside the three seconds.
 */
export function createBoltApp({ secrets, slackApiUrl, fetch, log, ...dependencies }: BoltOptions): BoltApp {
  const logger = boltLogger(log);
  const receiver = new AwsLambdaReceiver({
    signingSecret: 'verified-by-the-guard',
    signatureVerification: false,
    logger,
  });
  const app = new App({
    receiver,
    convoStore: false,
    logger,
    logLevel: LogLevel.WARN,
    authorize: async ({ teamId, enterpriseId }) => {
      const { botToken, botId, botUserId } = await secrets.install(
        teamId ?? enterpriseId ?? '',
        enterpriseId,
      );
      return { botToken, botId, botUserId };
    },
    clientOptions: {
      slackApiUrl,
      fetch,
      timeout: SLACK_TIMEOUT_MS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });
  app.use(answerForPerson(log));
  app.error(async (error) =>
    log.error('a Slack request failed outside a handler', { code: error.code, message: error.message }),
  );
  registerHandlers(app, dependencies);
  return { app, handle: receiver.toHandler() };
}
