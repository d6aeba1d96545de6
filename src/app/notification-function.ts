import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { TeamDirectory } from '../handlers/team.ts';
import { type TeamCopies, withLastGood } from '../handlers/team-copies.ts';
import { readOnce } from '../handlers/team-directory.ts';
import { adoptionOnce } from './adoption-once.ts';
import { createAwsClients } from './aws-clients.ts';
import { readConfig, required } from './config.ts';
import { createDeliveriesQueue } from './deliveries-queue.ts';
import { createObservationsQueue } from './observations-queue.ts';
import { createAdoptionCopy } from './slack-table/adoption-copy.ts';
import { createMessageOutbox } from './slack-table/message-outbox.ts';
import { createProductTitles } from './slack-table/product-titles.ts';
import { createTeamCopies } from './slack-table/team-copies.ts';
import { createTeamSecrets } from './team-secrets.ts';
import { type TellingParts, tellChanges } from './tell-changes.ts';
import { titlesOnce } from './titles-once.ts';

type NotificationFunction = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

interface Parts extends TellingParts {
  readonly log: Logger;
  readonly copies: TeamCopies;
}

/** Record changes in, messages that must be said out. The stream only tells; nothing is decided here. */
export const handler: NotificationFunction = async (event, context) => {
  parts ??= start();
  parts.log.addContext(context);
  // A team whose secret was broken is told as it was before: a card for somebody who may not decide any more is refused when clicked.
  const teams: TeamDirectory = readOnce(withLastGood(parts.teams, parts.copies));
  const titles = titlesOnce(parts.titles);
  const adoption = adoptionOnce(parts.adoption);
  const failed = await tellChanges({ ...parts, teams, titles, adoption }, event.Records);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};

let parts: Parts | undefined;

function start(): Parts {
  const config = readConfig();
  const { documents, secrets, queues } = createAwsClients(config);
  const deliver = createDeliveriesQueue(queues, required(config.deliveriesQueueUrl, 'DELIVERIES_QUEUE_URL'));
  return {
    log: new Logger({ serviceName: 'notification' }),
    observe: createObservationsQueue(queues, required(config.jobsQueueUrl, 'JOBS_QUEUE_URL')),
    outbox: createMessageOutbox(documents, config.slackTable, deliver),
    teams: createTeamSecrets(secrets, config.secretsPrefix),
    copies: createTeamCopies(documents, config.slackTable),
    titles: createProductTitles(documents, config.slackTable),
    adoption: createAdoptionCopy(documents, config.slackTable),
  };
}
