import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stored } from '../mesh/support/requests.ts';
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

const ANALYST = `arn:aws:iam::${CONSUMER}:role/analyst`;

let test: TestMesh;
let file: string;
beforeAll(async () => {
  test = await startMesh(['orders']);
  const Statement = [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${CONSUMER}:root` }, Action: 'sts:AssumeRole' },
  ];
  await test.clients(CONSUMER).iam.send(
    new CreateRoleCommand({
      RoleName: 'analyst',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  const section = (account: string) => ({
    AccountId: account,
    AccessKeyId: test.admin(account).accessKeyId,
    SecretAccessKey: test.admin(account).secretAccessKey,
  });
  file = path.join(await mkdtemp(path.join(tmpdir(), 'mesh-cli-hand-on-')), 'credentials.json');
  await writeFile(
    file,
    JSON.stringify({
      AWS_REGION: REGION,
      Mesh: section(MESH),
      Producer: section(PRODUCER),
      Consumer: section(CONSUMER),
    }),
  );
}, 60_000);
afterAll(() => test?.close());

const cli = (...argv: readonly string[]) =>
  runCli([...argv, '--endpoint-url', test.aws.url], { CredentialsFile: file });

describe('roles of the consumer’s account, by command line', () => {
  it('are given imported tables on record, are shown, and lose them', async () => {
    const { out } = await cli(
      ...['request-access', '--database-name', DATABASE, '--tables', 'orders', '--reason', 'forecast'],
      ...['--request-permissions', 'SELECT', '--json'],
    );
    const id: string = JSON.parse(out)[0].id;
    await cli('approve-subscription', '--request-id', id, '--grantable-permissions', 'SELECT,DESCRIBE');

    const given = await cli('import-subscription', '--subscription-id', id, '--grant-to-role', ANALYST);
    const who = await cli('who', '--database-name', DATABASE, '--table', 'orders');
    const foreign = await cli('take-back', '--subscription-id', id, '--role', `${ANALYST}-of-others`);
    const record = await stored(test, id);
    const taken = await cli('take-back', '--subscription-id', id);

    expect([given.code, given.err]).toEqual([0, '']);
    expect(given.out).toContain(`handed on to ${ANALYST}: `);
    expect(who.out).toContain(`handed on by its account to ${ANALYST}`);
    expect([foreign.code, foreign.err]).toEqual([1, expect.stringContaining('NOT_HANDED_ON')]);
    expect(record).toMatchObject({ HandedOn: [{ Principal: ANALYST, Tables: ['orders'] }] });
    expect([taken.code, taken.err]).toEqual([0, '']);
    expect(taken.out).not.toContain(ANALYST);
    expect(await stored(test, id)).not.toHaveProperty('HandedOn');
  });

  it('say who has to do what is refused', async () => {
    const { out } = await cli('list-subscriptions', '--json');
    const id: string = JSON.parse(out)[0].id;
    await cli('import-subscription', '--subscription-id', id, '--grant-to-role', ANALYST);
    const ended = await cli('delete-subscription', '--subscription-id', id, '--as', 'producer');

    const refused = await cli('take-back', '--subscription-id', id);

    expect(ended.code).toBe(0);
    expect(refused.code).toBe(1);
    expect(`${refused.out}${refused.err}`).toContain(`Not taken back from ${ANALYST}`);
  });
});
