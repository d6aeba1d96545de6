import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { runCli } from '../cli/run-cli.ts';
import { granted } from '../support/granted.ts';
import { aLaptop } from '../support/laptop.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';

const DAY = 86_400;
const TableName = 'AwsDataMeshSubscriptions';

describe('a table of subscriptions that was restored to an earlier time', () => {
  let laptop: Laptop;
  let ana: SlackPerson;
  let bo: SlackPerson;
  let mia: SlackPerson;
  let credentials: string;
  let ended: string;
  let later: string;
  let snapshot: readonly Record<string, AttributeValue>[];
  let held: readonly string[];

  const dynamodb = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).dynamodb;
  const cli = (...argv: readonly string[]) =>
    runCli([...argv, '--endpoint-url', laptop.awsUrl], { CredentialsFile: credentials });
  const recordOf = async (id: string) =>
    (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id);
  const told = (words: string) =>
    eventually(
      async () => (await mia.messages(CHANNELS.admins)).find(({ text }) => text.includes(words)),
      words,
    );

  /** As DynamoDB's restore into the same table, item by item: what is newer than the snapshot is gone. */
  async function goBack(): Promise<void> {
    for (const { SubscriptionId } of await subscriptions(laptop)) {
      const Key = { SubscriptionId: { S: String(SubscriptionId) } };
      await dynamodb().send(new DeleteItemCommand({ TableName, Key }));
    }
    for (const Item of snapshot) {
      await dynamodb().send(new PutItemCommand({ TableName, Item }));
    }
  }

  beforeAll(async () => {
    laptop = await aLaptop();
    ana = slackPerson(laptop.url, PEOPLE.ana);
    bo = slackPerson(laptop.url, PEOPLE.bo);
    mia = slackPerson(laptop.url, PEOPLE.mia);
    await moveClock(laptop, ana, 301);
    const { accessKeyId, secretAccessKey } = laptop.seeded.admins.mesh;
    credentials = path.join(mkdtempSync(path.join(tmpdir(), 'mesh-restored-')), 'credentials.json');
    writeFileSync(
      credentials,
      JSON.stringify({
        AWS_REGION: 'us-east-1',
        Mesh: { AccountId: ACCOUNTS.mesh, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey },
      }),
    );
    ended = await granted(laptop, { requester: ana, approver: bo }, 'orders', 30 * DAY);
    snapshot = (await dynamodb().send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [];
    await moveClock(laptop, ana, 60);
    await bo.answer(CHANNELS.sales, 'status', ended.slice(0, 4)).catch(() => undefined);
  }, 300_000);
  afterAll(() => laptop?.close());

  it('is compared with the ledger before anything is ended by it or shown', async () => {
    expect(snapshot).toHaveLength(1);
  });
});
