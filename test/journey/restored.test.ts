import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { granted } from '../support/granted.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const DAY = 86_400;
const TableName = 'AwsDataMeshSubscriptions';

describe('a table of subscriptions that was restored to an earlier time', () => {
  const { laptop, ana, bo, mia } = onALaptop({ isWarm: true });
  const cli = laptopCli(laptop, 'Mesh');
  let short: string;
  let ended: string;
  let lost: string;

  const dynamodb = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).dynamodb;
  const recordOf = async (id: string) =>
    (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id);
  const told = (words: string) =>
    eventually(
      async () => (await mia.messages(CHANNELS.admins)).find(({ text }) => text.includes(words)),
      words,
    );

  beforeAll(async () => {
    await moveClock(laptop, ana, 301); // a sweep has seen the table
    short = await granted(laptop, { requester: ana, approver: bo }, 'refunds', DAY);
    ended = await granted(laptop, { requester: ana, approver: bo }, 'orders', 30 * DAY);
    const { Items: snapshot = [] } = await dynamodb().send(
      new ScanCommand({ TableName, ConsistentRead: true }),
    );
    expect(snapshot).toHaveLength(2);
    await moveClock(laptop, ana, 60);
    const shown = await ana.answer(CHANNELS.sales, `revoke ${ended}`, 'retail orders');
    await ana.action({ channel: CHANNELS.sales, ts: shown.ts, action_id: 'mesh.revoke' });
    const form = await eventually(async () => {
      const top = await ana.view();
      return top.callback_id === 'mesh.revoke.reason' && top;
    }, 'a form for the reason');
    await ana.submit(form.id, { 'revoke-reason': { 'mesh.revoke.reason.text': 'The report is done.' } });
    await eventually(async () => (await recordOf(ended))?.['Status'] === 'Deleted', 'an ended access');
    lost = await granted(laptop, { requester: ana, approver: bo }, 'customers', 30 * DAY);
    await goBackTo(snapshot);
  }, 300_000);

  /** As a restore whose items were copied back into the table: what is newer than the snapshot is gone. */
  async function goBackTo(snapshot: readonly Record<string, AttributeValue>[]): Promise<void> {
    for (const { SubscriptionId } of await subscriptions(laptop)) {
      const Key = { SubscriptionId: { S: String(SubscriptionId) } };
      await dynamodb().send(new DeleteItemCommand({ TableName, Key }));
    }
    for (const Item of snapshot) {
      await dynamodb().send(new PutItemCommand({ TableName, Item }));
    }
  }

  it('is said to be so by command line, which lists what disagrees, and sweeps rest', async () => {
    const seen = await cli('restored');
    expect([seen.code, seen.err]).toEqual([0, '']);
    expect(seen.out).toContain('2 records disagree with the ledger, 2 of them can be brought back');
    expect(seen.out).toContain(`${ended}, Analytics from Sales`);
    expect(seen.out).toContain('It was ended or refused (revoke)');
    expect(seen.out).toContain(
      'its record is gone; it is made again from the decision. AWS holds all of it.',
    );
    await told('so sweeps rest');
    const doctor = await cli('doctor', '--slack-api-url', `${laptop.url}/api/`);
    expect(doctor.out).toContain('NOT  the subscriptions table is the one that the ledger knows.');

    const shown = await ana.answer(CHANNELS.sales, `revoke ${ended}`, 'retail orders');
    await ana.action({ channel: CHANNELS.sales, ts: shown.ts, action_id: 'mesh.revoke' });
    await eventually(
      async () => JSON.stringify(await ana.view()).includes('not what was decided about it last'),
      'a refusal that names the next step',
    );

    await moveClock(laptop, ana, 25 * 3600);
    await mia.answer(CHANNELS.admins, 'doctor', 'The table was restored, and sweeps rest');
    await moveClock(laptop, ana, 301);

    expect(await recordOf(short)).toMatchObject({ Status: 'Active' });
    await bo.answer(CHANNELS.sales, 'repair 0f3a9c1b22de repair', 'restored to an earlier time');
  });

  it('is gone on with only from what was shown, and by mesh admins alone', async () => {
    await bo.answer(CHANNELS.sales, 'restored', 'Only mesh admins can do this');
    const other = await cli('restored', '--confirm', '0123456789abcdef');
    const typo = await cli('restored', '--confirm', 'yes');

    expect(other).toMatchObject({ code: 1 });
    expect(other.out).toContain('Other records disagree now than when you looked');
    expect(typo).toMatchObject({ code: 2 });
    expect(await recordOf(ended)).toMatchObject({ Status: 'Active' });
  });

  it('says again what was decided once an admin goes on, and what came to its end meanwhile ends', async () => {
    const held = (await grantsOf(laptop, ACCOUNTS.analytics)).filter((line) => line.includes('customers'));
    const shown = await mia.answer(CHANNELS.admins, 'restored', '2 records disagree with the ledger');
    await mia.action({ channel: CHANNELS.admins, ts: shown.ts, action_id: 'mesh.restored' });

    await told('Sweeps go on');
    expect(await recordOf(ended)).toMatchObject({ Status: 'Deleted', Fulfilment: { Phase: 'Revoked' } });
    expect(await recordOf(lost)).toMatchObject({
      Status: 'Active',
      RequestedBy: `slack:T0MESH/${PEOPLE.ana}`,
      Fulfilment: { Phase: 'Granted' },
    });
    await eventually(
      async () => (await recordOf(short))?.['Status'] === 'Deleted',
      'the end that had to wait',
    );
    const grants = await grantsOf(laptop, ACCOUNTS.analytics);
    expect(grants.filter((line) => line.includes('customers'))).toEqual(held);
    expect(grants.some((line) => /refunds|orders:/.test(line))).toBe(false);
    const orders = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ pk }) => pk === 'order#restore');
    expect(orders.map(({ Action }) => Action).sort()).toEqual(['begin', 'confirm', 'confirm']);
    await mia.answer(CHANNELS.admins, `history ${ended}`, 'reconcile');
  });
});
