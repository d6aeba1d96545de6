import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf } from '../mesh/support/observe.ts';
import { stored } from '../mesh/support/requests.ts';
import { filtersOf } from '../mesh/support/row-filters.ts';
import {
  CONSUMER,
  DATABASE,
  MESH,
  makeSource,
  OTHER_PRODUCER,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';
import { runCli } from './run-cli.ts';

const DAY = 86_400;
const THEIR_DATABASE = `shop-${OTHER_PRODUCER}`;

let test: TestMesh;
let file: string;
let theirs: string;
beforeAll(async () => {
  test = await startMesh(['orders', 'refunds']);
  const folder = await mkdtemp(path.join(tmpdir(), 'mesh-cli-decides-'));
  const section = (account: string) => ({
    AccountId: account,
    AccessKeyId: test.admin(account).accessKeyId,
    SecretAccessKey: test.admin(account).secretAccessKey,
  });
  const credentials = async (name: string, producer: string) => {
    const target = path.join(folder, name);
    const sections = { Mesh: section(MESH), Producer: section(producer), Consumer: section(CONSUMER) };
    await writeFile(target, JSON.stringify({ AWS_REGION: REGION, ...sections }));
    return target;
  };
  file = await credentials('credentials.json', PRODUCER);
  theirs = await credentials('theirs.json', OTHER_PRODUCER);
}, 60_000);
afterAll(() => test?.close());

const as = (credentials: string, ...argv: readonly string[]) =>
  runCli([...argv, '--endpoint-url', test.aws.url], { CredentialsFile: credentials });
const cli = (...argv: readonly string[]) => as(file, ...argv);
const request = (...argv: readonly string[]) =>
  cli('request-access', '--database-name', DATABASE, '--request-permissions', 'SELECT', ...argv);
const modify = (id: string, ...argv: readonly string[]) =>
  cli('modify-subscription', '--subscription-id', id, '--json', ...argv);

async function granted(table: string, ...argv: readonly string[]): Promise<string> {
  const { out } = await request('--tables', table, '--json');
  const [{ id }] = JSON.parse(out);
  const { code, err } = await cli('approve-subscription', '--request-id', id, ...argv);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return id;
}
async function ended(id: string): Promise<void> {
  const run = await cli('delete-subscription', '--subscription-id', id, '--as', 'producer', '--json');
  expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(run.out)).toMatchObject({ status: 'Deleted' });
}

describe('a request with a last day', () => {
  it('keeps that day, and the access ends with it', async () => {
    const asked = await request('--tables', 'orders', '--until', '2031-03-31', '--json');
    const [{ id }] = JSON.parse(asked.out);
    const approved = await cli('approve-subscription', '--request-id', id, '--json');

    expect([asked.code, approved.code]).toEqual([0, 0]);
    expect(JSON.parse(approved.out)).toMatchObject({
      status: 'Active',
      expiresAt: Date.parse('2031-04-01T00:00:00Z') / 1000,
    });
    await ended(id);
  });

  it.each([
    [['--until', '2020-01-31'], 1, 'The day until which this is asked for is over.'],
    [['--until', '31.03.2031'], 2, '--until takes a day such as 2027-03-31'],
    [['--until', '2031-02-30'], 2, '--until takes a day such as 2027-03-31'],
    [['--until', '2031-03-31', '--days', '3'], 2, 'Say --days or --until, not both.'],
  ] as const)('%j is refused, and nothing is asked', async (argv, code, sentence) => {
    const run = await request('--tables', 'refunds', ...argv);

    expect({ code: run.code, err: run.err }).toEqual({ code, err: expect.stringContaining(sentence) });
    expect((await cli('list-pending')).out).toBe('Nothing waits for a decision.\n');
  });
});

describe('an approval for some rows', () => {
  it('gives those rows alone, and a filter that is not there is refused with the command that lists them', async () => {
    const saved = await cli(
      ...['row-filter', 'save', '--database-name', DATABASE, '--table-name', 'orders'],
      ...['--name', 'small', '--expression', 'amount < 100', '--json'],
    );
    const { out } = await request('--tables', 'orders', '--json');
    const [{ id }] = JSON.parse(out);
    const wrong = await cli('approve-subscription', '--request-id', id, '--rows', 'orders=large');
    const bad = await cli('approve-subscription', '--request-id', id, '--rows', 'small');

    const approved = await cli(
      'approve-subscription',
      '--request-id',
      id,
      '--rows',
      'orders=small',
      '--json',
    );

    const again = await cli('approve-subscription', '--request-id', id, '--rows', 'orders=small', '--json');
    const otherwise = await cli('approve-subscription', '--request-id', id);

    expect({ code: saved.code, err: saved.err }).toEqual({ code: 0, err: '' });
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('`data-mesh-cli row-filter list`')]);
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('orders=eu')]);
    expect(JSON.parse(approved.out)).toMatchObject({
      status: 'Active',
      fulfilment: { tables: { orders: { rows: ['small'] } } },
    });
    expect([again.code, JSON.parse(again.out).version]).toEqual([0, JSON.parse(approved.out).version]);
    expect([otherwise.code, otherwise.err]).toEqual([1, expect.stringContaining('ALREADY_DECIDED')]);
    expect(await filtersOf(test, CONSUMER, 'orders')).toEqual(['mesh-rows-small']);
    await ended(id);
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });
});

describe('the end of an access', () => {
  it('is moved from now on, to a day, to a moment, and taken away', async () => {
    const id = await granted('orders');
    const before = Math.floor(Date.now() / 1000);

    const length = await modify(id, '--for', '30d', '--notes', 'a month');
    const day = await modify(id, '--until', '2031-01-31');
    const moment = await modify(id, '--until', '2031-02-01T12:00:00Z');
    const endless = await modify(id, '--endless');

    const ends = [length, day, moment, endless].map(({ out }) => JSON.parse(out).expiresAt);
    expect([length, day, moment, endless].map(({ code, err }) => [code, err])).toEqual(
      Array(4).fill([0, '']),
    );
    expect(ends[0]).toBeGreaterThanOrEqual(before + 30 * DAY);
    expect(ends[0]).toBeLessThan(before + 31 * DAY);
    expect(ends.slice(1)).toEqual([
      Date.parse('2031-01-31T23:59:59Z') / 1000,
      Date.parse('2031-02-01T12:00:00Z') / 1000,
      undefined,
    ]);
    expect(JSON.parse(length.out).notes).toEqual([expect.stringMatching(/administrator: a month$/)]);
    expect(await grantsOf(test, CONSUMER)).toEqual(['*: DESCRIBE', 'orders: DESCRIBE', 'orders: SELECT']);
    await ended(id);
  });

  it.each([
    [['--for', '30d', '--until', '2031-01-31'], 2, 'Say one of --for, --until and --endless.'],
    [['--for', 'soon'], 2, '--for takes 36h, 30d or 2w'],
    [['--until', 'tomorrow'], 2, '--until takes 2027-01-31'],
    [['--until', '2031-02-30'], 2, '--until takes 2027-01-31'],
    [['--until', '2020-01-31'], 1, 'lies in the past'],
  ] as const)('%j is refused, and the end stays', async (argv, code, sentence) => {
    const id = await granted('refunds');
    await modify(id, '--until', '2031-01-31');

    const run = await modify(id, ...argv);

    expect({ code: run.code, err: run.err }).toEqual({ code, err: expect.stringContaining(sentence) });
    expect(await stored(test, id)).toMatchObject({ ExpiresAt: Date.parse('2031-01-31T23:59:59Z') / 1000 });
    await ended(id);
  });
});

describe('a domain of two owners, of whom one takes the data away', () => {
  it('is asked of the one, says why not of the other, and exits with 3', async () => {
    const soon = new Date(Date.now() + 60 * DAY * 1000).toISOString().slice(0, 10);
    await makeSource(test.clients(OTHER_PRODUCER), 'shop', 'o-data', ['carts']);
    const published = await as(
      theirs,
      'create-data-product',
      '--source-database-name',
      'shop',
      '--domain',
      'Retail',
    );
    const announced = await as(
      theirs,
      'delete-data-product',
      '--database-name',
      THEIR_DATABASE,
      '--announce',
      soon,
    );

    expect([published, announced].map(({ code }) => code)).toEqual([0, 0]);
    const domain = ['request-access', '--domain', 'Retail', '--request-permissions', 'SELECT'];
    const asJson = await cli(...domain, '--json');
    const { asked, refused } = JSON.parse(asJson.out);
    await cli('delete-subscription', '--subscription-id', asked[0].id);
    const text = await cli(...domain);

    expect([asJson.code, text.code]).toEqual([3, 3]);
    expect([asJson.err, text.err]).toEqual(['', '']);
    expect(asked).toMatchObject([{ owner: PRODUCER, status: 'Pending' }]);
    expect(refused).toMatchObject([
      { owner: OTHER_PRODUCER, tables: ['carts'], reason: expect.stringContaining('out of the mesh') },
    ]);
    expect(text.out).toContain(`not asked of ${OTHER_PRODUCER}: ${THEIR_DATABASE} carts: `);
  });

  it('is refused whole, with 1, where nobody is left to ask', async () => {
    const run = await cli(
      ...['request-access', '--database-name', THEIR_DATABASE, '--tables', 'carts'],
      ...['--request-permissions', 'SELECT', '--json'],
    );

    expect(run.code).toBe(1);
    expect(`${run.out}${run.err}`).toContain('out of the mesh');
  });
});

describe('an invitation that is sent anew', () => {
  it('leaves exactly what was held, to be imported again; and nothing is shared of what has ended', async () => {
    const id = await granted('orders');
    const held = await grantsOf(test, CONSUMER);

    const run = await cli('share-again', '--subscription-id', id, '--json');

    expect([run.code, run.err]).toEqual([0, '']);
    expect(JSON.parse(run.out)).toMatchObject({
      status: 'Active',
      imported: false,
      fulfilment: { phase: 'Granted' },
    });
    expect(await grantsOf(test, CONSUMER)).toEqual(held);
    await ended(id);
    const late = await cli('share-again', '--subscription-id', id);
    expect(late).toMatchObject({ code: 1, err: expect.stringContaining('Only an access that stands') });
  });
});

describe('a repair', () => {
  it('rests while the ledger says that nobody confirmed what was there, or that the table was restored', async () => {
    const repair = () => cli('repair', '--finding', '0f3a9c1b22de', '--remedy', 'repair');
    const order = (subject: 'adoption' | 'restore', action: 'begin' | 'confirm', at: number, seen: string) =>
      test.mesh().giveOrder({
        subject,
        about: subject === 'adoption' ? 'mesh' : 'table',
        action,
        job: `${subject}-${action}`,
        by: 'app:sweep',
        at,
        seen,
      });
    const { tableId } = await test.mesh().restoration();
    const at = Math.floor(Date.now() / 1000);

    await order('adoption', 'begin', at, '');
    const unconfirmed = await repair();
    await order('adoption', 'confirm', at + 1, '');
    await order('restore', 'begin', at + 1, tableId);
    const restored = await repair();
    await order('restore', 'confirm', at + 2, tableId);
    const settled = await repair();

    expect(unconfirmed).toMatchObject({
      code: 1,
      err: expect.stringContaining('no mesh admin has confirmed'),
    });
    expect(restored).toMatchObject({ code: 1, err: expect.stringContaining('restored to an earlier time') });
    expect(settled).toMatchObject({ code: 1, err: expect.stringContaining('not there any more') });
  });
});
