import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { card } from '../support/ask-and-decide.ts';
import { granted } from '../support/granted.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackPerson } from '../support/slack-person.ts';

const DAY = 86_400;
const STANDS = 'should be over, but still stands';
const { laptop, ana, bo, mia } = onALaptop({ isWarm: true });

const reports = async (person: SlackPerson, channel: string) =>
  (await person.messages(channel)).filter(({ text }) => text.includes(STANDS));

it('tells the owner and the mesh admins of an end that AWS refuses, says to nobody that it is over, and ends it once AWS lets it', async () => {
  const id = await granted(laptop, { requester: ana, approver: bo }, 'orders', DAY);
  laptop.aws.faults.inject({
    service: 'lakeformation',
    operation: 'BatchRevokePermissions',
    kind: 'error',
    code: 'AccessDeniedException',
    message: 'Insufficient Lake Formation permission(s) on orders.',
  });

  await moveClock(laptop, ana, DAY + 901);

  const record = async () =>
    (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id) ?? {};
  await eventually(
    async () => Object(await record())['Fulfilment']?.Phase === 'RevokeFailed',
    'a failed end',
  );
  await moveClock(laptop, ana, 301);
  const [owner] = await eventually(async () => {
    const found = await reports(bo, CHANNELS.sales);
    return found.length > 0 && found;
  }, 'a report under the card of the owner');
  const [admin] = await eventually(async () => {
    const found = await reports(mia, CHANNELS.admins);
    return found.length > 0 && found;
  }, 'a report to the mesh admins');
  expect(owner?.threadTs).toBeDefined();
  for (const report of [owner, admin]) {
    expect(report?.text).toContain('Insufficient Lake Formation permission(s) on orders.');
    expect(report?.text).toContain(`\`/mesh status ${id}\``);
  }
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).not.toEqual([]);
  expect((await record())['Status']).not.toBe('Deleted');
  const all = [...(await bo.messages(CHANNELS.sales)), ...(await ana.dm()).messages];
  expect(all.filter(({ text }) => text.includes('confirmed gone'))).toEqual([]);

  await moveClock(laptop, ana, 3600);
  expect(await reports(bo, CHANNELS.sales)).toHaveLength(1);
  laptop.aws.faults.clear();
  await moveClock(laptop, ana, DAY / 4);

  await card(bo, ({ text }) => text.includes('Every grant is confirmed gone'), 'an ended card');
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
  expect(await record()).toMatchObject({ Status: 'Deleted', Fulfilment: { Phase: 'Revoked' } });
}, 240_000);
