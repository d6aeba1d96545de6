import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { runCli } from '../cli/run-cli.ts';
import { card, hasButton } from '../support/ask-and-decide.ts';
import { granted } from '../support/granted.ts';
import { aLaptop } from '../support/laptop.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;
const HOUR = 3600;

describe('a mesh that was in use before the app', () => {
  let laptop: Laptop;
  let ana: SlackPerson;
  let bo: SlackPerson;
  let mia: SlackPerson;
  let credentials: string;
  let old: string;
  let asked: string;

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
  const ownersWereTold = async (words: string) =>
    (await bo.messages(CHANNELS.sales)).some((message) => JSON.stringify(message).includes(words));

  async function byCommandLine(table: string): Promise<string> {
    const words = ['request-access', '--database-name', DATABASE, '--tables', table];
    const run = await cli(...words, '--request-permissions', 'SELECT', '--json');
    expect([run.code, run.err]).toEqual([0, '']);
    const [record] = JSON.parse(run.out);
    return record.id;
  }

  beforeAll(async () => {
    laptop = await aLaptop();
    ana = slackPerson(laptop.url, PEOPLE.ana);
    bo = slackPerson(laptop.url, PEOPLE.bo);
    mia = slackPerson(laptop.url, PEOPLE.mia);
    const { mesh, sales, analytics } = laptop.seeded.admins;
    const identity = (AccountId: string, keys: { accessKeyId: string; secretAccessKey: string }) => ({
      AccountId,
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
    });
    credentials = path.join(mkdtempSync(path.join(tmpdir(), 'mesh-adopt-')), 'credentials.json');
    writeFileSync(
      credentials,
      JSON.stringify({
        AWS_REGION: 'us-east-1',
        Mesh: identity(ACCOUNTS.mesh, mesh),
        Producer: identity(ACCOUNTS.sales, sales),
        Consumer: identity(ACCOUNTS.analytics, analytics),
      }),
    );
    // As on the day on which the app was deployed into a mesh: nobody has looked at it.
    await dynamodb().send(
      new DeleteItemCommand({
        TableName: 'AwsDataMeshLedger',
        Key: marshall({ pk: 'order#adoption', sk: 'mesh#first-look' }),
      }),
    );
    await dynamodb().send(
      new PutItemCommand({
        TableName: 'AwsDataMeshSlack',
        Item: marshall({ pk: 'adoption', sk: '-', IsConfirmed: false }),
      }),
    );
    old = await byCommandLine('orders');
    expect(await cli('approve-subscription', '--subscription-id', old)).toMatchObject({ code: 0 });
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: marshall({ SubscriptionId: old }),
        UpdateExpression: 'SET ExpiresAt = :past',
        ExpressionAttributeValues: marshall({ ':past': Math.floor(laptop.clock.now() / 1000) - HOUR }),
      }),
    );
    asked = await byCommandLine('customers');
  });
  afterAll(() => laptop?.close());

  it('is told to its admins, while nothing of it is ended, announced or mended', async () => {
    const held = await grantsOf(laptop, ACCOUNTS.analytics);
    expect(held).not.toEqual([]);

    await moveClock(laptop, ana, 301);
    await told('This mesh was in use before the app');
    await moveClock(laptop, ana, 301);

    await mia.answer(CHANNELS.admins, 'doctor', 'confirmed what was in the mesh before the app');
    await bo.answer(CHANNELS.sales, 'repair 0f3a9c1b22de repair', 'no mesh admin has confirmed');
    expect(await recordOf(old)).toMatchObject({ Status: 'Active' });
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
    expect(await ownersWereTold('customers')).toBe(false);
    expect(await ownersWereTold('orders')).toBe(false);
  });

  it('works for what people ask in Slack, to its end', async () => {
    const id = await granted(laptop, { requester: ana, approver: bo }, 'refunds', 24 * HOUR);

    await moveClock(laptop, ana, 25 * HOUR);

    await eventually(async () => (await recordOf(id))?.['Status'] === 'Deleted', 'the end of the new access');
    expect(await recordOf(old)).toMatchObject({ Status: 'Active' });
    expect(await ownersWereTold('customers')).toBe(false);
  });

  it('shows the inventory on the command line, and confirms nothing else than what it showed', async () => {
    const seen = await cli('adopt');
    const wrong = await cli('adopt', '--confirm', '0123456789abcdef');
    const typo = await cli('adopt', '--confirm', 'yes');

    expect(seen.out).toContain('1 access would end with the first sweep: of Analytics (1).');
    expect(seen.out).toContain(`waits: ${asked}, Analytics: ${DATABASE} customers`);
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.out).toContain('changed since you looked');
    expect(typo).toMatchObject({ code: 2 });
    expect(await recordOf(old)).toMatchObject({ Status: 'Active' });
  });

  it('is shown to mesh admins alone, and is not confirmed when it changed since', async () => {
    await bo.answer(CHANNELS.sales, 'adopt', 'Only mesh admins can do this');
    const first = await mia.answer(CHANNELS.admins, 'adopt', '1 access would end');
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: marshall({ SubscriptionId: asked }),
        UpdateExpression: 'SET UpdatedDate = :now',
        ExpressionAttributeValues: marshall({ ':now': '2026-01-01 00:00:00' }),
      }),
    );

    await mia.action({ channel: CHANNELS.admins, ts: first.ts, action_id: 'mesh.adopt' });

    await eventually(
      async () => (await mia.ephemerals()).some((text) => text.includes('changed since you looked')),
      'a refusal',
    );
    expect(await recordOf(old)).toMatchObject({ Status: 'Active' });
  });

  it('is looked after once a mesh admin confirmed it: teams are told, what waits is shown, what is over ends', async () => {
    const shown = await mia.answer(CHANNELS.admins, 'adopt', '1 access would end');

    await mia.action({ channel: CHANNELS.admins, ts: shown.ts, action_id: 'mesh.adopt' });

    await told('confirmed what was in this mesh');
    await card(bo, ({ text }) => text.includes('From now on Mesh looks after'), 'a word to the owners');
    await card(
      bo,
      (message) => hasButton(message, 'mesh.approve') && message.text.includes('customers'),
      'a card of the waiting request',
    );
    await eventually(async () => (await recordOf(old))?.['Status'] === 'Deleted', 'the end of what is over');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
    const orders = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ pk }) => pk === 'order#adoption');
    expect(orders.map(({ Action }) => Action).sort()).toEqual(['begin', 'confirm']);
    expect(orders.find(({ Action }) => Action === 'confirm')).toMatchObject({
      By: `slack:T0MESH/${PEOPLE.mia}`,
      Seen: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    await mia.answer(CHANNELS.admins, 'adopt', 'There is nothing to adopt');
  });
});
