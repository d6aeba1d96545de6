import {
  DescribeTableCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Settings } from './context.ts';
import { SUBSCRIPTIONS_TABLE } from './names.ts';
import { SCHEMA, SCHEMA_TAG } from './schema.ts';
import { SettingsError } from './settings-error.ts';

/** The settings must be for the account that the credentials are of. Throws `SettingsError`. */
export async function requireAccount(sts: STSClient, account: string): Promise<void> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account !== account) {
    throw new SettingsError([`The credentials are of account ${Account}, the settings are for ${account}.`]);
  }
}

/** As `aws dynamodb describe-table` prints it. Throws `SettingsError` where there is no table to import. */
export async function describeSubscriptions(
  dynamodb: DynamoDBClient,
  TableName = SUBSCRIPTIONS_TABLE,
): Promise<unknown> {
  try {
    return await dynamodb.send(new DescribeTableCommand({ TableName }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      throw new SettingsError([
        `subscriptionsTable: there is no table ${TableName} to import; set the mesh up first, or let the stack make it with mode create.`,
      ]);
    }
    throw error;
  }
}

/** An app must not be put over tables that a newer one has written. Tables that are not there yet are fine. Throws `SettingsError`. */
export async function requireKnownSchema(
  dynamodb: DynamoDBClient,
  { account, region, partition, tables }: Settings,
): Promise<void> {
  for (const table of [tables.ledger, tables.slack]) {
    const schema = await schemaOf(dynamodb, `arn:${partition}:dynamodb:${region}:${account}:table/${table}`);
    if (schema > SCHEMA) {
      throw new SettingsError([
        `Table ${table} was written by a newer app (schema ${schema}); this one knows schema ${SCHEMA}. Deploy the newer app again.`,
      ]);
    }
  }
}

async function schemaOf(dynamodb: DynamoDBClient, ResourceArn: string): Promise<number> {
  try {
    const { Tags = [] } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
    return Number(Tags.find(({ Key }) => Key === SCHEMA_TAG)?.Value ?? 0);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return 0;
    }
    throw error;
  }
}
