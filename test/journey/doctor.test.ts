import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  GetDataLakeSettingsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
} from '@aws-sdk/client-lakeformation';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { TEAMS } from '../../local/seed/teams.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, slackPerson } from '../support/slack-person.ts';

describe('/mesh doctor', () => {
  const { laptop } = onALaptop();

  const ask = async (user: string, channel: string, words = '') => {
    const person = slackPerson(laptop.url, user);
    const before = (await person.ephemerals()).length;
    await person.command(channel, `/mesh doctor ${words}`);
    return eventually(async () => (await person.ephemerals())[before], 'an answer of the doctor');
  };
  const mesh = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const putTeam = async (key: string, change: object) => {
    const team = TEAMS.find((each) => each.key === key);
    await mesh().secrets.send(
      new PutSecretValueCommand({
        SecretId: `data-mesh/teams/${key}`,
        SecretString: JSON.stringify({ ...team, ...change }),
      }),
    );
  };
  const simulate = (verb: string, body: object) =>
    fetch(new URL(`/_sim/${verb}`, laptop.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('says to a member what of their team was looked at, and nothing of the mesh', async () => {
    const analytics = await ask(PEOPLE.ana, CHANNELS.analytics);
    const none = await ask(PEOPLE.gus, CHANNELS.general);
    const words = await ask(PEOPLE.ana, CHANNELS.analytics, 'now');

    expect(analytics).toContain('All is well with Analytics');
    expect(analytics).toContain(
      `roles of Analytics as consumer in account ${ACCOUNTS.analytics} can be taken`,
    );
    expect(analytics).not.toContain('Sales');
    expect(analytics).not.toContain('Lake Formation');
    expect(none).toContain('may do nothing in the mesh');
    expect(words).toContain('Type `/mesh doctor`');
  });

  it('shows a mesh admin the single approver as the only warning of the seeded mesh', async () => {
    const report = await eventually(async () => {
      const text = await ask(PEOPLE.mia, CHANNELS.admins);
      return text.includes('It was never seen') ? undefined : text; // the first tick is still on its way
    }, 'a tick that was seen');

    expect(report).toContain('1 thing is not well with the mesh');
    expect(report).toContain('*Warning*: Logistics: approvers, only one');
    expect(report).toContain('_To do:_ Name another.');
    expect(report).toContain('the clock agrees');
  });

  it('shows the same by command line', async () => {
    const slack = ['--slack-api-url', `${laptop.url}/api/`];

    const { code, out } = await laptopCli(laptop, 'Mesh')('doctor', ...slack);

    expect(code).toBe(3);
    expect(out.split('\n')[0]).toContain('warn Logistics: approvers, only one');
    expect(out).toContain('ok   the app has its scopes in workspace');
    expect(out).toContain('ok   stream of the subscriptions table');
    expect(out).toContain('ok   a mesh admin confirmed what was in the mesh before the app');
    expect(out).toContain('ok   the subscriptions table is the one that the ledger knows');
    expect(out).toContain('ok   who stands in for whom in workspace T0MESH is in order');
    expect(out).not.toContain('NOT');
  });

  it('says by command line what it cannot know from there', async () => {
    const doctor = ['doctor', '--slack-api-url', `${laptop.url}/api/`];

    const { out } = await laptopCli(laptop, 'Mesh')(...doctor, '--ledger-table', 'NoSuchLedger');

    expect(out).toContain('note the roles that the app itself takes were not tried. Whether it is so');
    expect(out).toContain(
      'note a mesh admin confirmed what was in the mesh before the app. Whether it is so',
    );
    expect(out).toContain('Name the app’s ledger with --ledger-table');
    expect(out).toMatch(/note who stands in for whom in workspace T0MESH is in order\. Nobody knows/);
  });

  it('finds what was broken by hand, the worst first', async () => {
    await putTeam('finance', { members: { users: [PEOPLE.gus, 'U0NOBODY'], groups: [] } });
    await putTeam('analytics', { account: '12' });
    await simulate('channel', { channel: CHANNELS.sales, botIsMember: false });
    const { dynamodb } = mesh();
    await dynamodb.send(
      new UpdateTableCommand({
        TableName: 'AwsDataMeshSubscriptions',
        StreamSpecification: { StreamEnabled: false },
      }),
    );
    const lake = new LakeFormationClient({
      region: REGION,
      endpoint: laptop.awsUrl,
      credentials: laptop.seeded.admins.mesh,
    });
    const { DataLakeSettings } = await lake.send(new GetDataLakeSettingsCommand({}));
    await lake.send(
      new PutDataLakeSettingsCommand({
        DataLakeSettings: { ...DataLakeSettings, Parameters: { CROSS_ACCOUNT_VERSION: '1' } },
      }),
    );
    await clientsFor(laptop.awsUrl, laptop.seeded.admins.logistics).iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: 'DataMeshProducer',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${ACCOUNTS.logistics}:root` },
              Action: 'sts:AssumeRole',
            },
          ],
        }),
      }),
    );

    const report = await ask(PEOPLE.mia, CHANNELS.admins);
    const own = await ask(PEOPLE.noor, CHANNELS.logistics);

    expect(report).toContain('team analytics: its secret is malformed: account: not an AWS account id');
    expect(report).toContain('*Does not work*: stream of the subscriptions table');
    expect(report).toContain(
      `*Does not work*: Sales: channel, ${CHANNELS.sales} does not have the app in it`,
    );
    expect(report).toContain(`*Does not work*: roles of Logistics as producer`);
    expect(report).toContain(`Finance: members.users, ${PEOPLE.gus} is a guest`);
    expect(report).toContain('U0NOBODY could not be found');
    expect(report).toContain('*Warning*: Lake Formation shares with version 3 or newer');
    expect(report.lastIndexOf('*Does not work*')).toBeLessThan(report.indexOf('*Warning*'));
    expect(own).toContain('*Does not work*: roles of Logistics as producer');
    expect(own).not.toContain('Sales');
  });
});
