import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { enterAccount } from '../../../src/mesh/aws/library/enter-account.ts';
import { asProvider, libraryContext } from '../../../src/mesh/aws/library/library-options.ts';
import type { Side } from '../../../src/mesh/names.ts';
import { CONSUMER, MESH, PRODUCER, REGION, type TestMesh } from '../../mesh/support/test-mesh.ts';
import calls from '../data/library-calls.json';

/** An item as DynamoDB keeps it: types and all. */
export type Item = NonNullable<PutItemCommandInput['Item']>;

type Update =
  | 'approve'
  | 'approveWithGrantOption'
  | 'deny'
  | 'import'
  | 'updateGrants'
  | 'delete'
  | 'consumerDelete';

/** The library's subscription tracker, call by call as it was recorded, under the roles that it takes. */
export interface Library {
  /** A request for SELECT on `orders`; over a record that is there it is written without any condition. */
  request(id: string, changes?: Item): Promise<void>;
  /** Whether the condition held; the library swallows it where it did not. */
  update(call: Update, id: string): Promise<boolean>;
  get(id: string): Promise<Item | undefined>;
  listPending(): Promise<readonly Item[]>;
  listAccess(): Promise<readonly Item[]>;
  /** Where the library looks for a request that is made already. */
  findDuplicates(): Promise<readonly Item[]>;
}

export async function openLibrary(test: TestMesh): Promise<Library> {
  const [producer, consumer] = [await tracker(test, 'producer'), await tracker(test, 'consumer')];
  const query = async (client: DynamoDBClient, input: QueryCommandInput): Promise<readonly Item[]> =>
    (await client.send(new QueryCommand(input))).Items ?? [];
  return {
    async request(id, changes = {}) {
      const input: PutItemCommandInput = filled(calls.request, id);
      await consumer.send(new PutItemCommand({ ...input, Item: { ...input.Item, ...changes } }));
    },
    async update(call, id) {
      const input: UpdateItemCommandInput = filled(calls[call], id);
      try {
        await (call === 'import' || call === 'consumerDelete' ? consumer : producer).send(
          new UpdateItemCommand(input),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return false;
        }
        throw error;
      }
    },
    async get(id) {
      const input: GetItemCommandInput = filled(calls.get, id);
      return (await producer.send(new GetItemCommand(input))).Item;
    },
    listPending: () => query(producer, filled(calls.listPending, '')),
    listAccess: () => query(consumer, filled(calls.listAccess, '')),
    findDuplicates: () => query(consumer, filled(calls.findDuplicates, '')),
  };
}

/** The member's user takes the account's role, and from there the role in the mesh. */
async function tracker(test: TestMesh, side: Side): Promise<DynamoDBClient> {
  const context = libraryContext({ dataMeshAccountId: MESH, region: REGION, endpoint: test.aws.url });
  const credentials = asProvider(test.admin(side === 'producer' ? PRODUCER : CONSUMER));
  return (await enterAccount(context, credentials, side)).mesh.dynamodb;
}

/** A recorded value with this test's accounts and ids in it. */
export function filled(recorded: object, id: string) {
  const places = new Map([
    ['mesh', MESH],
    ['producer', PRODUCER],
    ['consumer', CONSUMER],
    ['id', id],
    ['now', localDate()],
    ['share', `arn:aws:ram:${REGION}:${MESH}:resource-share/recorded`],
  ]);
  const text = JSON.stringify(recorded).replace(/\{(\w+)\}/g, (hole, name) => places.get(name) ?? hole);
  return JSON.parse(text);
}

/** The library writes the time of the host's zone and says nothing of it; this host lives eleven hours ahead. */
function localDate(): string {
  return new Date(Date.now() + 11 * 3_600_000).toISOString().replace('T', ' ').slice(0, 19);
}
