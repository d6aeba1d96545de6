import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CONSUMER,
  DATABASE,
  MESH,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';
import { runCli } from './run-cli.ts';

let test: TestMesh;
let folder: string;
beforeAll(async () => {
  test = await startMesh(['orders']);
  folder = await mkdtemp(path.join(tmpdir(), 'mesh-cli-bad-'));
  const { accessKeyId, secretAccessKey } = test.admin(MESH);
  const Mesh = { AccountId: MESH, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
  const { AccessKeyId, ...withoutKey } = Mesh;
  const section = (account: string) => ({
    AccountId: account,
    AccessKeyId: test.admin(account).accessKeyId,
    SecretAccessKey: test.admin(account).secretAccessKey,
  });
  const files: Readonly<Record<string, string>> = {
    good: JSON.stringify({
      AWS_REGION: REGION,
      Mesh,
      Producer: section(PRODUCER),
      Consumer: section(CONSUMER),
    }),
    'no-json': '{ "Mesh": ',
    'a-list': '[]',
    empty: '',
    'mesh-only': JSON.stringify({ AWS_REGION: REGION, Mesh }),
    'no-key': JSON.stringify({ AWS_REGION: REGION, Mesh, Consumer: { ...withoutKey, AccountId: CONSUMER } }),
    'bad-account': JSON.stringify({ AWS_REGION: REGION, Mesh, Consumer: { ...Mesh, AccountId: '4444' } }),
    root: JSON.stringify({
      AWS_REGION: REGION,
      Mesh: { AccountId: MESH, AccessKeyId: `AKIAROOT${MESH}`, SecretAccessKey: `root-secret-of-${MESH}` },
    }),
    'bad-region': JSON.stringify({ AWS_REGION: 'the-moon', Mesh, Consumer: section(CONSUMER) }),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, `${name}.json`), text);
  }
}, 60_000);
afterAll(() => test?.close());

/** One sentence for a person, the exit code, and no call that changes anything. */
async function refusal(credentials: string, ...argv: readonly string[]) {
  const before = test.calls.length;
  const { code, out, err } = await runCli([...argv, '--endpoint-url', test.aws.url], {
    CredentialsFile: credentials,
  });
  const changes = test.calls
    .slice(before)
    .filter(({ operation }) => !/^(Get|List|Describe|Query|Scan|Assume|BatchGet)/.test(operation));
  expect(changes).toEqual([]);
  expect(out).toBe('');
  expect(err).not.toMatch(/\n\s+at |root-secret|SecretAccessKey":/);
  // A mesh without the app keeps no history, which what administrators do says first.
  const sentences = err
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('This is not in the app’s history'));
  expect(sentences).toHaveLength(1);
  return { code, err };
}

describe('a credentials file', () => {
  it.each([
    ['nowhere', 'There is no credentials file'],
    ['no-json', 'is not a JSON object'],
    ['a-list', 'is not a JSON object'],
    ['empty', 'is not a JSON object'],
    ['mesh-only', 'has no section "Consumer"'],
    ['no-key', 'lacks a proper AccessKeyId'],
    ['bad-account', 'lacks a proper AccountId'],
  ])('that is %s is refused before anything is called', async (name, sentence) => {
    const before = test.calls.length;

    const { code, err } = await refusal(path.join(folder, `${name}.json`), 'list-subscriptions');

    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(sentence) });
    expect(test.calls).toHaveLength(before);
  });

  it('with keys of the root user sets nothing up', async () => {
    expect(await refusal(path.join(folder, 'root.json'), 'install-mesh-objects')).toEqual({
      code: 1,
      err: expect.stringContaining('keys of the root user'),
    });
  });

  it('that is a folder is called one', async () => {
    expect(await refusal(folder, 'list-subscriptions')).toEqual({
      code: 2,
      err: expect.stringContaining('There is a folder instead of a credentials file at'),
    });
  });

  it('with a region that is none is refused', async () => {
    expect(await refusal(path.join(folder, 'bad-region.json'), 'list-subscriptions')).toEqual({
      code: 1,
      err: expect.stringContaining('"the-moon" is not an AWS region'),
    });
  });
});

const request = (...argv: readonly string[]) =>
  refusal(path.join(folder, 'good.json'), 'request-access', '--request-permissions', 'SELECT', ...argv);

describe('a name', () => {
  it.each([
    ['of unicode', ['--database-name', DATABASE, '--tables', 'bücher'], 'does not exist in the mesh'],
    ['of an emoji', ['--database-name', DATABASE, '--tables', '🦊'], 'does not exist in the mesh'],
    ['with a line break', ['--database-name', DATABASE, '--tables', 'orders\nrefunds'], 'BAD_NAME'],
    ['of 256 characters', ['--database-name', DATABASE, '--tables', 'x'.repeat(256)], 'longer than 255'],
    [
      'of 100,000 characters',
      ['--database-name', 'x'.repeat(100_000), '--tables', 'orders'],
      'longer than 255',
    ],
    ['that is empty', ['--database-name', '', '--tables', 'orders'], 'The database name is empty'],
  ])('%s is refused', async (_what, argv, sentence) => {
    expect(await request(...argv)).toEqual({ code: 1, err: expect.stringContaining(sentence) });
  });

  it('with capitals is the one that Glue keeps in small letters', async () => {
    const { code, out } = await runCli(
      [
        ...['request-access', '--request-permissions', 'select', '--database-name', DATABASE.toUpperCase()],
        ...['--tables', 'Orders', '--json', '--endpoint-url', test.aws.url],
      ],
      { CredentialsFile: path.join(folder, 'good.json') },
    );

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { database: DATABASE, tables: ['orders'], requested: ['SELECT'] },
    ]);
  });
});

describe('a pattern', () => {
  it.each([
    ['that keeps a backtracking engine busy for ever', '(a+)+(b|a)*!', 'Nothing in the mesh matches'],
    ['that looks around', '(?!orders).*', 'is not a regular expression that can be used here'],
    ['that refers back', '(o)\\1', 'is not a regular expression that can be used here'],
    ['that repeats too often', 'a{5000}', 'is not a regular expression that can be used here'],
  ])('%s is answered', async (_what, pattern, sentence) => {
    expect(await request('--database-name', DATABASE, '--table-pattern', pattern)).toEqual({
      code: 1,
      err: expect.stringContaining(sentence),
    });
  });
});

it.each([
  ['suspend', '--account-id', 'analytics'], // would find nothing, as if there were nothing to take away
  ['suspend', '--account-id', '44444444444'],
  ['offboard', '--account-id', 'all', '--confirm', 'all'],
  ['revoke-all', '--account-id', '4444-4444-4444'],
  ['remove-account', '--account-id', '4444'],
  ['list-subscriptions', '--owner-account-id', '2222'],
  ['request-access', '--owner-account-id', '2222', '--domain', 'Retail', '--request-permissions', 'SELECT'],
  ['why', '--account-id', '4444', '--database-name', DATABASE, '--table', 'orders'],
])('%s %s %s is refused', async (...argv) => {
  expect(await refusal(path.join(folder, 'good.json'), ...argv)).toEqual({
    code: 1,
    err: expect.stringContaining('An AWS account id has 12 digits'),
  });
});
