import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { Job } from '../../handlers/jobs/job.ts';
import type { Person } from '../../handlers/person.ts';
import type { ShownPlans } from '../../handlers/shown-plans.ts';
import { readJson } from '../read-json.ts';

const SECONDS = 3600;
const Row = z.object({ Digest: z.string(), Job: z.string(), Value: z.string(), ExpiresAt: z.number() });

/** Plans that were shown, one for each person and access; an hour long. */
export function createShownPlans(
  documents: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
): ShownPlans {
  const keyOf = ({ workspace, user }: Person, subscriptionId: string) => ({
    pk: `plan#${workspace}#${user}`,
    sk: subscriptionId,
  });
  return {
    async find(person, subscriptionId) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: keyOf(person, subscriptionId), ConsistentRead: true }),
      );
      const row = Item && Row.parse(Item);
      return row && row.ExpiresAt > now()
        ? { digest: row.Digest, by: row.Job, of: Job.parse(readJson(row.Value)) }
        : undefined;
    },
    async keep(person, subscriptionId, { digest, by, of }) {
      const Item = {
        ...keyOf(person, subscriptionId),
        Digest: digest,
        Job: by,
        Value: JSON.stringify(of),
        ExpiresAt: now() + SECONDS,
      };
      await documents.send(new PutCommand({ TableName, Item }));
    },
    async forget(person, subscriptionId) {
      await documents.send(new DeleteCommand({ TableName, Key: keyOf(person, subscriptionId) }));
    },
  };
}
