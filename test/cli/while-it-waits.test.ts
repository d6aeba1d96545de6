import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf } from '../mesh/support/observe.ts';
import { stored } from '../mesh/support/requests.ts';
import {
  CONSUMER,
  DATABASE,
  MESH,
  OTHER_CONSUMER,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';
import { selectsOf } from '../mesh/support/wide-table.ts';
import { runCli } from './run-cli.ts';

let test: TestMesh;
let file: string;
let other: string;
beforeAll(async () => {
  test = await startMesh(['orders', 'refunds']);
  const folder = await mkdtemp(path.join(tmpdir(), 'mesh-cli-waits-'));
  const section = (account: string) => ({
    AccountId: account,
    AccessKeyId: test.admin(account).accessKeyId,
    SecretAccessKey: test.admin(account).secretAccessKey,
  });
  const Mesh = section(MESH);
  file = path.join(folder, 'credentials.json');
  other = path.join(folder, 'other.json');
  await writeFile(
    file,
    JSON.stringify({ AWS_REGION: REGION, Mesh, Producer: section(PRODUCER), Consumer: section(CONSUMER) }),
  );
  await writeFile(other, JSON.stringify({ AWS_REGION: REGION, Mesh, Consumer: section(OTHER_CONSUMER) }));
}, 60_000);
afterAll(() => test?.close());

const as = (credentials: string, ...argv: readonly string[]) =>
  runCli([...argv, '--endpoint-url', test.aws.url], { CredentialsFile: credentials });
const cli = (...argv: readonly string[]) => as(file, ...argv);

async function ask(tables: string): Promise<string> {
  const { out } = await cli(
    ...['request-access', '--database-name', DATABASE, '--tables', tables, '--reason', 'forecast'],
    ...['--request-permissions', 'SELECT', '--days', '30', '--json'],
  );
  return JSON.parse(out)[0].id;
}

describe('a request that waits, by command line', () => {
  it('is asked about, answered, changed, and then approved for some columns as it was changed', async () => {
    const id = await ask('orders,refunds');

    const asked = await cli('ask-requester', '--request-id', id, '--question', 'Which region?');
    const answered = await cli('answer-question', '--request-id', id, '--answer', 'The EU only');
    const edited = await cli(
      ...['edit-request', '--request-id', id, '--tables', 'orders', '--days', 'none', '--reason', 'report'],
    );
    const again = await cli('edit-request', '--request-id', id, '--tables', 'orders', '--json');
    const approved = await cli('approve-subscription', '--request-id', id, '--columns', 'orders=id');

    expect([asked, answered, edited, approved].map(({ code, err }) => [code, err])).toEqual(
      Array(4).fill([0, '']),
    );
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('NOTHING_CHANGED')]);
    expect(await stored(test, id)).toMatchObject({
      Status: 'Active',
      TableName: ['orders'],
      Reason: 'report',
      Questions: [{ Text: 'Which region?', Answer: { Text: 'The EU only' } }],
    });
    expect(await stored(test, id)).not.toHaveProperty('RequestedSeconds');
    expect(await selectsOf(test, CONSUMER, 'orders')).toEqual(['id']);
    expect((await grantsOf(test, CONSUMER)).join()).not.toContain('refunds');
  });

  it('cannot be changed or answered by another account, answered unasked, changed into nothing, or changed late', async () => {
    const id = await ask('refunds');

    const foreign = await as(other, 'edit-request', '--request-id', id, '--reason', 'mine now');
    const unasked = await cli('answer-question', '--request-id', id, '--answer', 'what?');
    const nothing = await cli('edit-request', '--request-id', id);
    const unknown = await cli('edit-request', '--request-id', id, '--tables', 'nowhere');
    await cli('deny-subscription', '--request-id', id);
    const late = await cli('edit-request', '--request-id', id, '--reason', 'please');

    expect([foreign, unasked, nothing, unknown, late].map(({ code, err }) => [code, err])).toEqual([
      [1, expect.stringContaining('NOT_SUBSCRIBER')],
      [1, expect.stringContaining('NOTHING_ASKED')],
      [2, expect.stringContaining('Say what to change')],
      [1, expect.stringContaining('TABLE_NOT_FOUND')],
      [1, expect.stringContaining('ALREADY_DECIDED')],
    ]);
  });
});
