import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { noticesFor } from '../handlers/changes/notices.ts';
import type { Outbox } from '../handlers/changes/outbox.ts';
import type { ProductTitles } from '../handlers/product-titles.ts';
import type { TeamDirectory } from '../handlers/team.ts';
import { createAwsClients } from './aws-clients.ts';
import { readConfig, required } from './config.ts';
import { createDeliveriesQueue } from './deliveries-queue.ts';
import { createMessageOutbox } from './slack-table/message-outbox.ts';
import { createProductTitles } from './slack-table/product-titles.ts';
import { readImage } from './stream-image.ts';
import { createTeamSecrets } from './team-secrets.ts';

type NotificationFunction = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

interface Parts {
  readonly log: Logger;
  readonly outbox: Outbox;
  readonly teams: TeamDirectory;
  readonly titles: ProductTitles;
}

/** Record changes in, messages that must be said out. The stream only tells; nothing is decided here. */
export const handler: NotificationFunction = async (event, context) => {
  parts ??= start();
  parts.log.addContext(context);
  for (const record of event.Records) {
    try {
      await tell(parts, record);
    } catch (error) {
      parts.log.error('a change could not be announced yet', {
        error: error instanceof Error ? error : String(error),
        sequence: record.dynamodb?.SequenceNumber,
      });
      // Lambda delivers everything from the lowest failed record on again, so going on would only say things twice.
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
};

let parts: Parts | undefined;

function start(): Parts {
  const config = readConfig();
  const { documents, secrets, queues } = createAwsClients(config);
  const deliver = createDeliveriesQueue(queues, required(config.deliveriesQueueUrl, 'DELIVERIES_QUEUE_URL'));
  return {
    log: new Logger({ serviceName: 'notification' }),
    outbox: createMessageOutbox(documents, config.slackTable, deliver),
    teams: createTeamSecrets(secrets, config.secretsPrefix),
    titles: createProductTitles(documents, config.slackTable),
  };
}

async function tell(
  { log, outbox, teams, titles }: Parts,
  { dynamodb, eventName }: DynamoDBRecord,
): Promise<void> {
  const after = readImage(dynamodb?.NewImage);
  if (after === undefined) {
    if (eventName !== 'REMOVE') {
      log.error('a change without a readable record was passed over', {
        sequence: dynamodb?.SequenceNumber,
        security_event: false,
      });
    }
    return;
  }
  const [owner, consumer] = await Promise.all([
    teams.byAccount(after.owner, 'producer'),
    teams.byAccount(after.subscriber, 'consumer'),
  ]);
  const order = (dynamodb?.SequenceNumber ?? '').padStart(40, '0');
  const product = after.database ? await titles.of(after.database) : undefined;
  const notices = noticesFor({
    before: readImage(dynamodb?.OldImage),
    after,
    owner,
    consumer,
    product,
    order,
  });
  for (const notice of notices) {
    await outbox.put(notice);
  }
  log.info('change announced', { subscription_id: after.id, notices: notices.length });
}
