import { Logger } from '@aws-lambda-powertools/logger';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Context, ScheduledEvent } from 'aws-lambda';
import type { Job } from '../handlers/jobs/job.ts';
import { createAwsClients } from './aws-clients.ts';
import { readConfig, required } from './config.ts';
import { TICKS } from './ticks.ts';

type HousekeepingFunction = (event: ScheduledEvent, context: Context) => Promise<void>;

/** Ticked by the schedule: it looks what is due and sends jobs; it touches nothing itself. */
export const handler: HousekeepingFunction = async (event, context) => {
  running ??= start();
  await running(event, context);
};

let running: HousekeepingFunction | undefined;

function start(): HousekeepingFunction {
  const config = readConfig();
  const log = new Logger({ serviceName: 'housekeeping' });
  const { queues } = createAwsClients(config);
  const queueUrl = required(config.jobsQueueUrl, 'JOBS_QUEUE_URL');
  return async (event, context) => {
    log.addContext(context);
    for (const kind of TICKS) {
      const job: Job = {
        kind,
        id: `${kind}-${event.id}`,
        at: Math.floor(Date.now() / 1000),
        workspace: '-',
        user: '-',
        reply: {},
      };
      await queues.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(job),
          MessageGroupId: kind,
          MessageDeduplicationId: job.id,
        }),
      );
    }
    log.info('housekeeping done', { sent: TICKS });
  };
}
