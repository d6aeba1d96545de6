import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Aws, startAws } from '../../../local/aws/start-aws.ts';
import { createClock } from '../../../local/clock.ts';
import type { LambdaFunction } from '../../../local/runtime/lambda-function.ts';
import type { Mapping } from '../../../local/runtime/queue-mapping.ts';
import { startStreamMapping } from '../../../local/runtime/stream-mapping.ts';
import { ACCOUNTS, REGION, rootKeys } from '../../../local/seed/accounts.ts';
import { type Clients, clientsFor } from '../../../local/seed/clients.ts';
import { eventually } from '../../support/slack-person.ts';

interface Handed {
  readonly id: string;
  readonly number: number;
  readonly sequence: string;
}

let aws: Aws;
let clients: Clients;
beforeAll(async () => {
  const { id, ...keys } = { id: ACCOUNTS.mesh, ...rootKeys(ACCOUNTS.mesh) };
  aws = await startAws({
    port: 0,
    dataDir: mkdtempSync(path.join(tmpdir(), 'mesh-mapping-')),
    clock: createClock(),
    region: REGION,
    accounts: [{ id, ...keys }],
  });
  clients = clientsFor(aws.url, keys);
});
afterAll(() => aws?.close());

/** A table of this name whose stream is mapped to a function that does as it is told with each record. */
async function mapped(name: string, handle: (record: Handed) => boolean, retries = 1) {
  const { TableDescription } = await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  const { QueueUrl = '' } = await clients.queues.send(
    new CreateQueueCommand({ QueueName: `${name}-failed` }),
  );
  const checkpointFile = path.join(mkdtempSync(path.join(tmpdir(), 'mesh-checkpoint-')), 'position');
  const told: string[] = [];
  const target: LambdaFunction = {
    name,
    async invoke(event) {
      const records: readonly Handed[] = Object(event).Records.map(({ dynamodb }: Record<string, never>) => ({
        id: Object(dynamodb).NewImage.id.S,
        number: Number(Object(dynamodb).NewImage.number.N),
        sequence: Object(dynamodb).SequenceNumber,
      }));
      const failed = records.find((record) => {
        const isGood = handle(record);
        if (isGood) {
          told.push(`${record.id} ${record.number}`);
        }
        return !isGood;
      });
      return { batchItemFailures: failed ? [{ itemIdentifier: failed.sequence }] : [] };
    },
    kill: () => undefined,
    stop: () => undefined,
  };
  const start = (): Mapping =>
    startStreamMapping({
      streams: clients.streams,
      streamArn: TableDescription?.LatestStreamArn ?? '',
      target,
      checkpointFile,
      batchSize: 5,
      lanes: 4,
      retries,
      failures: { queues: clients.queues, queueUrl: QueueUrl },
      onError: () => undefined,
    });
  const put = async (id: string, number: number): Promise<void> => {
    await clients.dynamodb.send(new PutItemCommand({ TableName: name, Item: marshall({ id, number }) }));
  };
  const setAside = async (): Promise<readonly string[]> => {
    const { Messages = [] } = await clients.queues.send(new ReceiveMessageCommand({ QueueUrl }));
    return Messages.map(({ Body = '' }) => JSON.parse(Body).DDBStreamBatchInfo.startSequenceNumber);
  };
  return { start, put, told, setAside };
}

describe('the mapping of a stream', () => {
  it('hands the changes of each item over in their order, whatever others do', async () => {
    const { start, put, told } = await mapped('in-order', () => true);
    const mapping = start();
    for (let number = 1; number <= 6; number += 1) {
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => put(id, number)));
    }

    await eventually(async () => told.length === 30, 'all changes');
    await mapping.stop();

    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      expect(told.filter((each) => each.startsWith(id))).toEqual([1, 2, 3, 4, 5, 6].map((n) => `${id} ${n}`));
    }
  });

  it('sets poison aside at last, and keeps neither the other items nor its own later changes from coming', async () => {
    const { start, put, told, setAside } = await mapped(
      'poison',
      ({ id, number }) => id !== 'bad' || number > 1,
    );
    await put('bad', 1);
    await put('bad', 2);
    await put('good', 1);

    const mapping = start();
    await eventually(async () => told.includes('good 1') && told.includes('bad 2'), 'the others');
    const aside = await eventually(async () => {
      const found = await setAside();
      return found.length > 0 ? found : undefined;
    }, 'a message in the failure queue');
    await mapping.stop();

    expect(aside).toHaveLength(1);
    expect(told).not.toContain('bad 1');
  });

  it('goes on after a restart behind what is done with, and loses nothing of what was on its way', async () => {
    let isBroken = true;
    const { start, put, told } = await mapped('restart', ({ id }) => id !== 'slow' || !isBroken, 1000);
    const first = start();
    await put('slow', 1);
    await put('quick', 1);
    await first.stop();
    isBroken = false;

    const second = start();
    await eventually(async () => told.includes('slow 1') && told.includes('quick 1'), 'both');
    await second.stop();

    expect(told.filter((each) => each === 'slow 1')).toHaveLength(1);
  });
});
