import { App, LogLevel } from '@slack/bolt';
import { registerHandlers } from '../handlers/slack/register-handlers.ts';
import { MeshError } from '../mesh/errors.ts';
import { answerForPerson } from './answer-for-person.ts';
import { createCatalogueCache } from './catalogue-cache.ts';
import { readConfig, readSocketToken, required } from './config.ts';
import { createJobsQueue } from './jobs-queue.ts';
import { configuredLightAws } from './light-aws.ts';
import { createLightSecretReader } from './light-secret-reader.ts';
import { boltLogger, createLog } from './log.ts';
import { createSlackSecrets } from './slack-secrets.ts';

/**
 * `npm run dev:slack`: the same gestures over Socket Mode, for a real workspace without a public URL. AWS is whichever the environment names:
 * the laptop's (`AWS_ENDPOINT_URL`, keys from `.mesh/credentials.json`) or a real mesh account.
 */
async function main(): Promise<void> {
  const appToken = readSocketToken();
  const config = readConfig();
  const log = createLog('socket-mode');
  const aws = configuredLightAws(config);
  const secrets = createSlackSecrets(createLightSecretReader(aws), config.secretsPrefix, Date.now);
  const app = new App({
    socketMode: true,
    appToken,
    logger: boltLogger(log),
    logLevel: LogLevel.WARN,
    authorize: async ({ teamId, enterpriseId }) => {
      const { botToken, botId, botUserId } = await secrets.install(
        teamId ?? enterpriseId ?? '',
        enterpriseId,
      );
      return { botToken, botId, botUserId };
    },
  });
  app.use(answerForPerson(log));
  registerHandlers(app, {
    jobs: createJobsQueue(aws, required(config.jobsQueueUrl, 'JOBS_QUEUE_URL')),
    catalogue: createCatalogueCache(aws, config.slackTable),
    now: () => Math.floor(Date.now() / 1000),
  });
  await app.start();
  log.info('listening to the workspace over Socket Mode');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof MeshError ? error.userMessage : String(error)}\n`);
  process.exit(1);
});
