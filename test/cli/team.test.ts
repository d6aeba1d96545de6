import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { clientsFor } from '../../local/seed/clients.ts';
import { TEAMS } from '../../local/seed/teams.ts';
import { PEOPLE } from '../../local/seed/workspace.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { onALaptop } from '../support/on-a-laptop.ts';

describe('data-mesh-cli team', () => {
  const { laptop } = onALaptop();
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-team-'));

  const asAdmin = laptopCli(laptop, 'Mesh');
  const cli = (...argv: readonly string[]) => asAdmin('team', ...argv);
  const secrets = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).secrets;
  const [sales, , analytics] = TEAMS;
  const aFile = (team: unknown): string => {
    const file = path.join(folder, 'team.json');
    writeFileSync(file, JSON.stringify(team));
    return file;
  };
  const checkWithSlack = (...argv: readonly string[]) =>
    cli('check', ...argv, '--slack-api-url', `${laptop.url}/api/`);

  it('lists the teams, and checks their people with Slack', async () => {
    const list = await cli('list');
    const check = await checkWithSlack();

    expect([list.code, check.code]).toEqual([0, 0]);
    expect(list.out).toContain('sales  Sales, account 222222222222, producer');
    expect(check.out).toContain('ok   sales');
    expect(check.out).toContain('warn logistics: approvers: only one');
  });

  it('names the wrong field of a file, and writes nothing', async () => {
    const added = await cli('add', '--file', aFile({ ...analytics, key: 'new', channel: '#new' }));
    const list = await cli('list', '--json');

    expect(added.code).toBe(2);
    expect(added.err).toContain('channel: not a Slack channel id');
    expect(JSON.parse(list.out)).toHaveLength(TEAMS.length);
  });

  it('shows in a dry run what it would write, and writes nothing', async () => {
    const plan = await cli('add', '--file', aFile({ ...analytics, key: 'research' }), '--dry-run', '--json');

    expect(JSON.parse(plan.out).calls).toMatchObject([{ operation: 'CreateSecret' }]);
    expect((await cli('check', 'research')).code).toBe(2);
  });

  it('adds, refuses to overwrite without being told, changes, removes and brings back, and says who did it', async () => {
    const team = { ...analytics, key: 'research', name: 'Research' };

    const added = await cli('add', '--file', aFile(team));
    const again = await cli('add', '--file', aFile(team));
    const changed = await cli('add', '--replace', '--file', aFile({ ...team, name: 'Research Two' }));
    const { Tags = [] } = await secrets().send(
      new DescribeSecretCommand({ SecretId: 'data-mesh/teams/research' }),
    );
    const unsure = await cli('remove', 'research');
    const removed = await cli('remove', 'research', '--confirm', 'research');
    const gone = await cli('list');
    const back = await cli('add', '--file', aFile(team));

    expect([added, again, changed, unsure, removed, gone, back].map(({ code }) => code)).toEqual([
      0, 2, 0, 2, 0, 0, 0,
    ]);
    expect(Tags).toContainEqual({
      Key: 'data-mesh-changed-by',
      Value: expect.stringContaining('user/administrator'),
    });
    expect(gone.out).not.toContain('research');
    expect((await cli('list')).out).toContain('research  Research,');
  });

  it('finds people that Slack does not know, guests, and a secret that somebody spoilt', async () => {
    await secrets().send(
      new PutSecretValueCommand({
        SecretId: 'data-mesh/teams/sales',
        SecretString: JSON.stringify({
          ...sales,
          approvers: { users: ['U0NOBODY', PEOPLE.gus], groups: [], silent: [] },
        }),
      }),
    );
    await secrets().send(
      new PutSecretValueCommand({ SecretId: 'data-mesh/teams/finance', SecretString: '{"key":"finance"}' }),
    );

    const check = await checkWithSlack();

    expect(check.code).toBe(3);
    expect(check.out).toContain('NOT  sales: approvers.users: U0NOBODY could not be found');
    expect(check.out).toContain(`NOT  sales: approvers.users: ${PEOPLE.gus} is a guest`);
    expect(check.out).toMatch(/NOT {2}finance: .*account/);
  });
});
