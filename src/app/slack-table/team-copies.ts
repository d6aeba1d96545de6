import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { Team } from '../../handlers/team.ts';
import type { TeamCopies } from '../../handlers/team-copies.ts';
import { readJson } from '../read-json.ts';

const Row = z.object({
  Value: z.optional(z.string()),
  SecretVersion: z.optional(z.string()),
  ToldVersion: z.optional(z.string()),
});

const Known = z.object({ Keys: z.array(z.string()) });
const KNOWN = { pk: 'team-copies', sk: '-' };

/** One row a team in the Slack table, and one of all their keys. Losing it loses no access and no decision. */
export function createTeamCopies(documents: DynamoDBDocumentClient, table: string): TeamCopies {
  const keyOf = (key: string) => ({ pk: `team-copy#${key}`, sk: '-' });
  return {
    async find(key) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true }),
      );
      if (!Item) {
        return undefined;
      }
      const { Value, SecretVersion, ToldVersion } = Row.parse(Item);
      // A copy that an earlier release wrote in another shape is no copy.
      const team = Value === undefined ? undefined : Team.safeParse(readJson(Value));
      return { team: team?.data, version: team?.success ? SecretVersion : undefined, told: ToldVersion };
    },
    async keep(key, version, team) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: 'SET #value = :value, SecretVersion = :version REMOVE ToldVersion',
          ExpressionAttributeNames: { '#value': 'Value' },
          ExpressionAttributeValues: { ':value': JSON.stringify(team), ':version': version },
        }),
      );
    },
    async known() {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: KNOWN, ConsistentRead: true }),
      );
      return Item && Known.parse(Item).Keys;
    },
    async keepKnown(keys) {
      await documents.send(new PutCommand({ TableName: table, Item: { ...KNOWN, Keys: [...keys] } }));
    },
    async markTold(key, version) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: 'SET ToldVersion = :version',
          ExpressionAttributeValues: { ':version': version },
        }),
      );
    },
  };
}
