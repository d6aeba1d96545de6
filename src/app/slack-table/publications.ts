import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Publication, type Publications } from '../../handlers/jobs/publication.ts';

const SECONDS = 7 * 24 * 3600;

/** How far each publication has come. */
export function createPublications(
  documents: DynamoDBDocumentClient,
  table: string,
  now: () => number,
): Publications {
  return {
    async find(id) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { pk: `publication#${id}`, sk: '-' }, ConsistentRead: true }),
      );
      return Item ? Publication.parse(JSON.parse(String(Item['Value']))) : undefined;
    },
    async keep(publication) {
      const Item = {
        pk: `publication#${publication.id}`,
        sk: '-',
        Value: JSON.stringify(publication),
        ExpiresAt: now() + SECONDS,
      };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
  };
}
