import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { noticesFor } from '../handlers/changes/notices.ts';
import { observationOf } from '../handlers/changes/observation.ts';
import type { Outbox } from '../handlers/changes/outbox.ts';
import { removalNotices } from '../handlers/changes/removal-notices.ts';
import { NOBODY } from '../handlers/jobs/nobody.ts';
import type { Jobs } from '../handlers/ports.ts';
import type { ProductTitles } from '../handlers/product-titles.ts';
import type { TeamDirectory } from '../handlers/team.ts';
import { type TeamCopies, withLastGood } from '../handlers/team-copies.ts';
import { readOnce } from '../handlers/team-directory.ts';
import { ConfigurationError } from '../mesh/errors.ts';
import { createAwsClients } from './aws-clients.ts';
import { readConfig, required } from './config.ts';
import { createDeliveriesQueue } from './deliveries-queue.ts';
import { createJobsQueue } from './jobs-queue.ts';
import { configuredLightAws } from './light-aws.ts';
import { createMessageOutbox } from './slack-table/message-outbox.ts';
import { createProductTitles } from './slack-table/product-titles.ts';
import { createTeamCopies } from './slack-table/team-copies.ts';
import { readImage } from './stream-image.ts';
import { createTeamSecrets } from './team-secrets.ts';

type NotificationFunction = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

interface Parts {
  readonly log: Logger;
  readonly outbox: Outbox;
  readonly jobs: Jobs;
  readonly teams: TeamDirectory;
  readonly copies: TeamCopies;
  readonly titles: ProductTitles;
}

/** Record changes in, messages that must be said out. The stream only tells; nothing is decided here. */
export const handler: NotificationFunction = async (event, context) => {
  parts ??= start();
  parts.log.addContext(context);
  // A team whose secret was broken is told as it was before: a card for somebody who may not decide any more is refused when clicked.
  const teams = readOnce(withLastGood(parts.teams, parts.copies));
  for (const record of event.Records) {
    try {
      await tell(parts, teams, record);
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
    jobs: createJobsQueue(configuredLightAws(config), required(config.jobsQueueUrl, 'JOBS_QUEUE_URL')),
    outbox: createMessageOutbox(documents, config.slackTable, deliver),
    teams: createTeamSecrets(secrets, config.secretsPrefix),
    copies: createTeamCopies(documents, config.slackTable),
    titles: createProductTitles(documents, config.slackTable),
  };
}

async function tell(
  { log, outbox, jobs, titles }: Parts,
  teams: TeamDirectory,
  record: DynamoDBRecord,
): Promise<void> {
  const images = imagesOf(log, record);
  if (!images) {
    return;
  }
  const { before, after } = images;
  const subject = after ?? before;
  if (!subject) {
    return;
  }
  await keepObservation(jobs, images, record);
  const [owner, consumer] = await Promise.all([
    teams.byAccount(subject.owner, 'producer'),
    teams.byAccount(subject.subscriber, 'consumer'),
  ]);
  const product = subject.database ? await titles.of(subject.database, subject.tables) : undefined;
  const order = (record.dynamodb?.SequenceNumber ?? '').padStart(40, '0');
  const notices = after
    ? noticesFor({ before, after, owner, consumer, product, order })
    : removalNotices({ before: subject, owner, order, byExpiry: removedByExpiry(record) });
  for (const notice of notices) {
    await outbox.put(notice);
  }
  log.info('change announced', {
    subscription_id: subject.id,
    notices: notices.length,
    status: after?.status ?? 'removed',
    phase: after?.fulfilment?.phase,
  });
}

/** What was done outside the app goes into the ledger, which this function may not write; the same change is the same job. */
async function keepObservation(
  jobs: Jobs,
  images: ReturnType<typeof imagesOf> & object,
  record: DynamoDBRecord,
): Promise<void> {
  const observation = observationOf(images, removedByExpiry(record));
  const id = (images.after ?? images.before)?.id;
  if (!observation || id === undefined || id.length > LONGEST_ID) {
    return;
  }
  const sequence = record.dynamodb?.SequenceNumber ?? '';
  const now = Math.floor(Date.now() / 1000);
  await jobs.send({
    kind: 'observe',
    id: `observe-${sequence}`,
    at: now,
    workspace: NOBODY,
    user: NOBODY,
    reply: {},
    subscriptionId: id,
    sequence,
    seenAt: record.dynamodb?.ApproximateCreationDateTime ?? now,
    observation,
  });
}

/** Of a subscription, as jobs take it; ours and the library's have 22 characters. */
const LONGEST_ID = 64;

/** Both images as subscriptions. A record that cannot be read is logged, for the alarm, and passed over: trying again would not mend it. */
function imagesOf(log: Logger, { dynamodb }: DynamoDBRecord) {
  try {
    return { before: readImage(dynamodb?.OldImage), after: readImage(dynamodb?.NewImage) };
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === 'MALFORMED_RECORD') {
      log.error('a record that cannot be read was passed over', {
        code: error.code,
        reason: error.message,
        sequence: dynamodb?.SequenceNumber,
      });
      return undefined;
    }
    throw error;
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
function removedByExpiry({ userIdentity }: DynamoDBRecord): boolean {
  return userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com';
}
