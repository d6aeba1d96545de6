import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createBoltApp } from './bolt-app.ts';
import { createCatalogueCache } from './catalogue-cache.ts';
import { readConfig, required } from './config.ts';
import { installFlow, isInstallPath } from './install-flow.ts';
import { createJobsQueue } from './jobs-queue.ts';
import { configuredLightAws } from './light-aws.ts';
import { createLightSecretReader } from './light-secret-reader.ts';
import { createLog } from './log.ts';
import { guardRequest } from './request-guard.ts';
import { createSlackSecrets } from './slack-secrets.ts';
import { webFetch } from './web-fetch.ts';

type SlackFunction = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** One signed Slack request in, one HTTP answer out, nothing left running. Two parameters: newer Lambda runtimes refuse three. */
export const handler: SlackFunction = async (event, context) => {
  starting ??= begin();
  return (await starting)(event, context);
};

/** Begun while the environment starts, so that the first request finds the signing secret on its way. */
let starting: Promise<SlackFunction> | undefined = begin();

function begin(): Promise<SlackFunction> {
  const started = start();
  started.catch(() => {
    starting = undefined; // a bad first start must not poison the environment; the request that awaits it is told
  });
  return started;
}

async function start(): Promise<SlackFunction> {
  const config = readConfig();
  const log = createLog('slack');
  const aws = configuredLightAws(config);
  const secrets = createSlackSecrets(createLightSecretReader(aws), config.secretsPrefix, Date.now);
  // Both are asked for again, and a failure is then reported, by the first request.
  secrets.app().catch(() => undefined);
  if (config.homeWorkspace) {
    secrets.install(config.homeWorkspace).catch(() => undefined);
  }
  const parts = {
    secrets,
    slackApiUrl: config.slackApiUrl,
    jobs: createJobsQueue(aws, required(config.jobsQueueUrl, 'JOBS_QUEUE_URL')),
    catalogue: createCatalogueCache(aws, config.slackTable),
    now: () => Math.floor(Date.now() / 1000),
  };
  const { handle } = createBoltApp({ ...parts, log, fetch: webFetch });

  return async (event, context) => {
    const startedAt = performance.now();
    if (event.requestContext.http.method === 'GET' && isInstallPath(event.rawPath)) {
      return installFlow(parts, event); // a browser: nothing is signed by Slack, the state is signed by us
    }
    const guarded = await guardRequest(event, {
      signingSecrets: secrets.signingSecrets,
      now: Date.now,
      onRefused: (reason) => log.warn('request refused', { reason, request_id: context.awsRequestId }),
    });
    if (!guarded.ok) {
      return guarded.answer;
    }
    const { statusCode, headers, body } = await handle(guarded.event, context);
    log.info('answered', {
      status: statusCode,
      ack_ms: Math.round(performance.now() - startedAt),
      request_id: context.awsRequestId,
    });
    return { statusCode, body, ...(headers ? { headers } : {}) };
  };
}
