import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { granted } from '../support/granted.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const DAY = 86_400;

describe('what a mesh admin does at a shell', () => {
  const { laptop, ana, bo } = onALaptop({ isWarm: true });
  const cli = laptopCli(laptop, 'Mesh', 'Producer');
  let held: readonly string[];
  let id: string;

  beforeAll(async () => {
    id = await granted(laptop, { requester: ana, approver: bo }, 'orders', 30 * DAY);
    held = await grantsOf(laptop, ACCOUNTS.analytics);
  });

  const about = (verb: string, ...words: readonly string[]) =>
    cli(verb, '--account-id', ACCOUNTS.analytics, ...words);
  const recordOf = async () =>
    (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id);
  const inPhase = (phase: string) =>
    eventually(
      async () => Object((await recordOf())?.['Fulfilment']).Phase === phase,
      `a record in ${phase}`,
    );

  it('has the sweep run, lets it end more at once, and is told what a count is', async () => {
    const now = await cli('sweep', '--json');
    const more = await cli('sweep', '--allow', '250');
    const many = await cli('sweep', '--allow', 'many');

    expect([now.code, more.code, many.code]).toEqual([0, 0, 2]);
    expect(JSON.parse(now.out)).toMatchObject({ outcome: 'done', by: expect.stringContaining('arn:aws') });
    expect(more.out).toBe('The sweep begins.\n');
    expect(many.err).toContain('--allow many is no count of accesses.');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
  });

  it('lists what a suspension concerns, refuses another name, and takes the access away', async () => {
    const plan = await about('suspend', '--json');
    const wrong = await about('suspend', '--confirm', ACCOUNTS.sales);
    const unchanged = await grantsOf(laptop, ACCOUNTS.analytics);
    const done = await about('suspend', '--confirm', ACCOUNTS.analytics, '--reason', 'leaked keys', '--json');

    expect([plan.code, wrong.code, done.code]).toEqual([0, 1, 0]);
    expect(JSON.parse(plan.out)).toMatchObject([{ id, status: 'Active' }]);
    expect(wrong.out).toContain('Nothing was');
    expect(unchanged).toEqual(held);
    expect(JSON.parse(done.out)).toMatchObject({ outcome: 'done' });
    await inPhase('Suspended');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
  });

  it('cannot change what is suspended; the sentence names no gesture of Slack', async () => {
    const change = await cli(
      ...['modify-subscription', '--subscription-id', id, '--grant-permissions', 'SELECT,INSERT'],
    );

    expect(change.code).toBe(1);
    expect(change.err).toContain('suspended');
    expect(change.err).not.toContain('`/mesh');
  });

  it('gives it back, and finds nothing more to give back', async () => {
    const done = await about('resume', '--confirm', ACCOUNTS.analytics, '--json');
    await inPhase('Granted');
    const nothing = await about('resume');

    expect(done.code).toBe(0);
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
    expect(nothing).toMatchObject({ code: 0, out: 'No access is concerned now.\n' });
  });

  it('ends all that an account has now; the account may ask again', async () => {
    const done = await about('revoke-all', '--confirm', ACCOUNTS.analytics, '--reason', 'audit', '--json');

    expect({ code: done.code, err: done.err }).toEqual({ code: 0, err: '' });
    await eventually(async () => (await recordOf())?.['Status'] === 'Deleted', 'an ended record');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
    id = await granted(laptop, { requester: ana, approver: bo }, 'orders', 30 * DAY);
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
  });

  it('offboards an account: everything ends', async () => {
    const done = await about('offboard', '--confirm', ACCOUNTS.analytics, '--reason', 'left', '--json');

    expect({ code: done.code, err: done.err }).toEqual({ code: 0, err: '' });
    await eventually(async () => (await recordOf())?.['Status'] === 'Deleted', 'an ended record');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
  });
});
