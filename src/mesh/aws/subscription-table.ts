import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { SubscriptionTable } from '../admin/admin-ports.ts';
import { ConfigurationError } from '../errors.ts';
import { TAG } from '../names.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { backoff, patiently } from './patience.ts';

const LOOKS = 40;

/** The library's table: its key, indexes, stream and tag. */
export function createSubscriptionTable(
  client: DynamoDBClient,
  name: string,
  clock: Clock,
): SubscriptionTable {
  async function describe(): Promise<TableDescription | undefined> {
    return patiently(clock, `looking for table ${name}`, async () => {
      try {
        return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
      } catch (error) {
        if (isAwsError(error, 'ResourceNotFoundException')) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async function create(): Promise<void> {
    const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
    const all = { ProjectionType: 'ALL' } as const;
    await patiently(clock, `making table ${name}`, async () => {
      try {
        await client.send(
          new CreateTableCommand({
            TableName: name,
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [key('SubscriptionId', 'HASH')],
            AttributeDefinitions: ['SubscriptionId', 'SubscriberPrincipal', 'OwnerPrincipal', 'Status'].map(
              (AttributeName) => ({
                AttributeName,
                AttributeType: 'S',
              }),
            ),
            GlobalSecondaryIndexes: [
              {
                IndexName: `${name}-Owner`,
                KeySchema: [key('OwnerPrincipal', 'HASH'), key('Status', 'RANGE')],
                Projection: all,
              },
              {
                IndexName: `${name}-Subscriber`,
                KeySchema: [key('SubscriberPrincipal', 'HASH')],
                Projection: all,
              },
            ],
            StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
            Tags: [TAG],
          }),
        );
      } catch (error) {
        if (!isAwsError(error, 'ResourceInUseException')) {
          throw error;
        }
      }
    });
  }

  async function usable(): Promise<TableDescription> {
    for (let attempt = 0; ; attempt += 1) {
      const table = await describe();
      if (table?.TableStatus === 'ACTIVE') {
        return table;
      }
      if (attempt >= LOOKS) {
        throw new ConfigurationError(
          'TABLE_NOT_READY',
          `table ${name} is ${table?.TableStatus ?? 'missing'}`,
          {
            userMessage: `The table ${name} did not become usable. Look at it in the mesh account, then run the set-up again.`,
          },
        );
      }
      await clock.sleep(100 + backoff(attempt, 200, 3_000));
    }
  }

  async function existing(): Promise<TableDescription> {
    const table = await describe();
    if (!table) {
      throw new ConfigurationError('MESH_NOT_INITIALISED', `no table ${name}`, {
        userMessage:
          'The mesh account is not set up yet. Its administrator has to run data-mesh-cli install-mesh-objects first.',
      });
    }
    return table;
  }

  const endpoints = ({ TableArn, LatestStreamArn }: TableDescription) => ({
    tableArn: TableArn ?? '',
    streamArn: LatestStreamArn ?? '',
  });

  return {
    async ensure() {
      if (!(await describe())) {
        await create();
      }
      return endpoints(await usable());
    },

    require: async () => endpoints(await existing()),

    async id() {
      const { TableId = '', TableArn = '' } = await existing();
      return TableId || TableArn; // AWS has given every table an id since 2017
    },

    async shape() {
      const table = await describe();
      return (
        table && {
          stream: table.StreamSpecification?.StreamEnabled
            ? table.StreamSpecification.StreamViewType
            : undefined,
          indexes: (table.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName, IndexStatus }) =>
            IndexStatus === 'ACTIVE' && IndexName?.startsWith(`${name}-`)
              ? [IndexName.slice(name.length + 1)]
              : [],
          ),
        }
      );
    },
  };
}
