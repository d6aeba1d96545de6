import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { WebAPIRateLimitedError } from '@slack/web-api';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { createAwsClients } from './aws-clients.ts';
import { readConfig, required } from './config.ts';
import { deliverMessage } from './deliver-message.ts';
import { createDeliveriesQueue } from './deliveries-queue.ts';
import { createPostpone } from './postpone.ts';
import { createSecretReader } from './secret-reader.ts';
import { createSlackClients } from './slack-clients.ts';
import { createSlackSecrets } from './slack-secrets.ts';
import { createMessageOutbox, Delivery } from './slack-table/message-outbox.ts';
import { ParentToComeError } from './thread-lines.ts';

/** Of the twenty tries that the queue gives: a line whose thread does not come, for five minutes, stands by itself then. */
const TRIES_FOR_THREAD = 14;
const LONGEST_WAIT_SECONDS = 30;

type DeliveryFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Brings kept messages to Slack, channel by channel, at the pace that Slack allows. */
export const handler: DeliveryFunction = async (event, context) => {
  running ??= start();
  return running(event, context);
};

let running: DeliveryFunction | undefined;

function start(): DeliveryFunction {
  const config = readConfig();
  const log = new Logger({ serviceName: 'delivery' });
  const { documents, secrets, queues } = createAwsClients(config);
  const queueUrl = required(config.deliveriesQueueUrl, 'DELIVERIES_QUEUE_URL');
  const postpone = createPostpone(queues, queueUrl);
  const slackSecrets = createSlackSecrets(createSecretReader(secrets), config.secretsPrefix, Date.now);
  const parts = {
    log,
    outbox: createMessageOutbox(documents, config.slackTable, createDeliveriesQueue(queues, queueUrl)),
    clients: createSlackClients(slackSecrets, config.slackApiUrl),
    adminChannel: async () => (await slackSecrets.app()).adminChannel,
  };

  return (event, context) => {
    log.addContext(context);
    const handleRecord = async (record: SQSRecord): Promise<void> => {
      const tries = Number(record.attributes.ApproximateReceiveCount);
      try {
        const delivery = Delivery.parse(JSON.parse(record.body));
        await deliverMessage(parts, delivery, { mayWait: tries <= TRIES_FOR_THREAD });
      } catch (error) {
        if (error instanceof WebAPIRateLimitedError) {
          await postpone(record, error.retryAfter);
        } else if (error instanceof ParentToComeError) {
          await postpone(record, Math.min(2 ** (tries - 1), LONGEST_WAIT_SECONDS));
        } else {
          log.error('a message could not be delivered yet', {
            error: error instanceof Error ? error : String(error),
          });
        }
        throw error;
      }
    };
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, handleRecord, processor, {
      context,
      throwOnFullBatchFailure: false,
    });
  };
}
