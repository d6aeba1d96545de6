import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createAdoptionCopy } from '../../src/app/slack-table/adoption-copy.ts';
import { MESH } from '../../src/mesh/adoption/adoption.ts';
import { createDynamoLedger } from '../../src/mesh/aws/dynamo-ledger.ts';
import { createClock } from '../../src/mesh/aws/patience.ts';
import { TABLES } from './app-resources.ts';
import type { Clients } from './clients.ts';

/** A mesh that was just made has nothing from before the app: what its first sweep would find is written down at once. */
export async function confirmAdoption({ dynamodb }: Pick<Clients, 'dynamodb'>): Promise<void> {
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const clock = createClock(() => new Date(), undefined);
  await createDynamoLedger(documents, TABLES.ledger, clock).give({
    subject: 'adoption',
    about: MESH,
    action: 'confirm',
    job: 'first-look',
    by: 'app:sweep',
    at: Math.floor(Date.now() / 1000),
    note: 'Nothing was here before.',
  });
  await createAdoptionCopy(documents, TABLES.slack).keep(true);
}
