import { GetResourcePolicyCommand } from '@aws-sdk/client-glue';
import { RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const CHOICE = 'mesh.review.choice';
const SALES = `sales-${ACCOUNTS.sales}`;
const { laptop, ana, bo } = onALaptop();

/** All that a decision could change: records, ledger without what was merely tried, grants, policies. */
async function everything() {
  const { glue } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const { s3 } = clientsFor(laptop.awsUrl, laptop.seeded.admins.sales);
  const catalogue = await glue.send(new GetResourcePolicyCommand({})).catch(() => undefined);
  const bucket = await s3
    .send(new GetBucketPolicyCommand({ Bucket: 'sample-sales-data' }))
    .catch(() => undefined);
  return {
    records: await subscriptions(laptop),
    ledger: (await itemsOf(laptop, 'AwsDataMeshLedger')).length,
    grants: await grantsOf(laptop, ACCOUNTS.analytics),
    catalogue: catalogue?.PolicyInJson,
    bucket: bucket?.Policy,
  };
}
const idOf = async (table: string): Promise<string> => {
  const record = (await subscriptions(laptop)).find(({ TableName }) =>
    [...Object(TableName)].includes(table),
  );
  return String(record?.['SubscriptionId']);
};
const statusOf = async (id: string) =>
  (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id)?.['Status'];
const waiting = (table: string) =>
  card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes(table),
    `a card for ${table}`,
  );
const form = (callbackId: string) =>
  eventually(
    async () => (await bo.state()).views[PEOPLE.bo]?.find(({ callback_id }) => callback_id === callbackId),
    `the form ${callbackId}`,
  );
const planOver = async (): Promise<string> =>
  eventually(async () => {
    const { title, blocks } = await bo.view();
    const text = blocks[0]?.text?.text ?? '';
    return title.text === 'Plan' && text.includes('Nothing was done') && text;
  }, 'a plan over the form');

describe('Plan in the form that decides', () => {
  it('shows what its choices would do, does none of it, and leads back to the form, which then does it', async () => {
    await ask(ana, CHANNELS.analytics);
    const { ts } = await waiting('orders');
    await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.review' });
    const { id } = await form('mesh.review.form');
    const before = await everything();

    await bo.action({
      view_id: id,
      action_id: 'mesh.plan.show',
      values: { 'review-tables': { [CHOICE]: ['orders'] }, 'review-permissions': { [CHOICE]: ['DESCRIBE'] } },
    });

    const text = await planOver();
    expect(text).toContain(':heavy_plus_sign: DESCRIBE on orders');
    expect(text.split(':heavy_plus_sign:')).toHaveLength(3); // the database and one table
    expect(text).toContain('LakeFormation.BatchGrantPermissions');
    expect(text).toContain('S3.PutBucketPolicy');
    expect(text).toContain('Not foreseen');
    expect(text).not.toContain('arn:');
    expect(await everything()).toEqual(before);

    await bo.closeTop();
    await bo.submit(id, {
      'review-tables': { [CHOICE]: ['orders'] },
      'review-permissions': { [CHOICE]: ['DESCRIBE'] },
      'review-note': { [CHOICE]: 'Columns only for now.' },
    });
    await card(bo, (message) => message.text.includes('Granted 1 of 1 tables'), 'a granted card');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([
      `${SALES}.orders: DESCRIBE`,
      `${SALES}: DESCRIBE`,
    ]);
  });

  it('shows a change and an end the same way', async () => {
    const id = await idOf('orders');
    const shown = await bo.answer(CHANNELS.sales, `modify ${id}`, 'retail orders');
    await bo.action({ channel: CHANNELS.sales, ts: shown.ts, action_id: 'mesh.modify' });
    const before = await everything();
    const { id: change } = await form('mesh.modify.form');
    await bo.action({
      view_id: change,
      action_id: 'mesh.plan.show',
      values: { 'modify-permissions': { [CHOICE]: ['SELECT', 'DESCRIBE'] } },
    });
    expect(await planOver()).toContain(':heavy_plus_sign: SELECT and DESCRIBE on orders');
    await bo.closeViews();

    const ending = await bo.answer(CHANNELS.sales, `revoke ${id}`, 'retail orders');
    await bo.action({ channel: CHANNELS.sales, ts: ending.ts, action_id: 'mesh.revoke' });
    const { id: end } = await form('mesh.revoke.reason');
    await bo.action({ view_id: end, action_id: 'mesh.plan.show' });
    const text = await planOver();
    await bo.closeViews();

    expect(text).toContain(':heavy_minus_sign: DESCRIBE on orders');
    // What comes after the grants are confirmed gone is foreseen too.
    expect(text).toContain('Glue.PutResourcePolicy');
    expect(await everything()).toEqual(before);
  });
});

describe('a plan that was shown', () => {
  it('is done by its button as long as it would do the same', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['customers'] });
    await waiting('customers');
    const id = await idOf('customers');
    const plan = await bo.answer(CHANNELS.sales, `plan ${id}`, 'Nothing was done');

    await bo.action({ channel: CHANNELS.sales, ts: plan.ts, action_id: 'mesh.plan.confirm' });

    await eventually(async () => (await statusOf(id)) === 'Active', 'an active record');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toContain(`${SALES}.customers: SELECT`);
  });

  it('is shown anew and asked about, with nothing done, where something else would be done by now', async () => {
    const id = await idOf('customers');
    await bo.answer(CHANNELS.sales, `plan ${id}`, ':heavy_minus_sign: SELECT and DESCRIBE on customers');
    // Somebody takes it away at AWS: ending the access takes less by now.
    await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation.send(
      new RevokePermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: ACCOUNTS.analytics },
        Resource: {
          TableWithColumns: {
            CatalogId: ACCOUNTS.mesh,
            DatabaseName: SALES,
            Name: 'customers',
            ColumnWildcard: {},
          },
        },
        Permissions: ['SELECT'],
      }),
    );
    const before = await everything();

    const ending = await bo.answer(CHANNELS.sales, `revoke ${id}`, 'retail orders');
    await bo.action({ channel: CHANNELS.sales, ts: ending.ts, action_id: 'mesh.revoke' });
    const { id: end } = await form('mesh.revoke.reason');
    await bo.submit(end, { 'revoke-reason': { 'mesh.revoke.reason.text': 'The project is over' } });

    const anew = await eventually(
      async () => (await bo.dm()).messages.find(({ text }) => text.includes('has changed since the plan')),
      'the new plan',
    );
    expect(anew.text).toContain(':heavy_minus_sign: DESCRIBE on customers');
    const { ledger: _before, ...rest } = before;
    const { ledger: _after, ...now } = await everything();
    expect(now).toEqual(rest);

    await bo.action({ channel: (await bo.dm()).channel, ts: anew.ts, action_id: 'mesh.plan.confirm' });
    await eventually(async () => (await statusOf(id)) === 'Deleted', 'the end');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([
      `${SALES}.orders: DESCRIBE`,
      `${SALES}: DESCRIBE`,
    ]);

    await bo.action({ channel: (await bo.dm()).channel, ts: anew.ts, action_id: 'mesh.plan.confirm' });
    await eventually(
      async () => (await bo.ephemerals()).some((text) => text.includes('This plan is older than an hour')),
      'an answer that the plan is used up',
    );
  });
});
