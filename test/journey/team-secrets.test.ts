import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { clientsFor } from '../../local/seed/clients.ts';
import { TEAMS } from '../../local/seed/teams.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { APPROVE } from '../../src/blocks/ids.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { itemsOf } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackMessage, slackPerson } from '../support/slack-person.ts';

/** More than the seconds between two ticks of the laptop's schedule. */
const TICK = 400;

describe('a team secret that somebody breaks', () => {
  const { laptop } = onALaptop();
  let waiting: SlackMessage;

  const person = (user: string) => slackPerson(laptop.url, user);
  const mesh = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const write = (change: object) =>
    mesh().secrets.send(
      new PutSecretValueCommand({
        SecretId: 'data-mesh/teams/sales',
        SecretString: JSON.stringify({ ...TEAMS[0], ...change }),
      }),
    );
  const row = async (pk: string) => {
    const { Item } = await mesh().dynamodb.send(
      new GetItemCommand({
        TableName: 'AwsDataMeshSlack',
        Key: { pk: { S: pk }, sk: { S: pk === 'schedule' ? 'sweep' : '-' } },
      }),
    );
    return Item;
  };
  /** Lets the schedule tick, and waits until its jobs are done: the sweep is sent after the catalogue's. */
  const tick = async () => {
    const before = (await row('schedule'))?.['SeenAt']?.N;
    laptop.clock.advance(TICK);
    await eventually(async () => (await row('schedule'))?.['SeenAt']?.N !== before, 'a tick');
  };
  const told = async (words: string) =>
    (await person(PEOPLE.mia).messages(CHANNELS.admins)).filter(({ text }) => text.includes(words));
  const answer = async (user: string, act: () => Promise<unknown>) => {
    const before = (await person(user).ephemerals()).length;
    await act();
    return eventually(async () => (await person(user).ephemerals())[before], 'an answer');
  };
  const approve = () =>
    person(PEOPLE.bo).action({
      channel: CHANNELS.sales,
      ts: waiting.ts,
      action_id: APPROVE,
    });

  it('keeps lists as they were, and refuses to decide', async () => {
    await ask(person(PEOPLE.ana), CHANNELS.analytics);
    waiting = await card(person(PEOPLE.bo), (message) => hasButton(message, APPROVE), 'a card to decide');
    await eventually(() => row('team-copy#sales'), 'a copy of the team');

    await write({ channel: '#sales', approvers: { users: ['bo'] } });
    const listed = await answer(PEOPLE.bo, () => person(PEOPLE.bo).command(CHANNELS.sales, '/mesh pending'));
    const whoami = await answer(PEOPLE.bo, () => person(PEOPLE.bo).command(CHANNELS.sales, '/mesh whoami'));
    const refused = await answer(PEOPLE.bo, approve);

    expect(listed).toContain('waiting for Sales');
    expect(whoami).toContain('you decide for *Sales*');
    expect(refused).toContain('A team of the mesh is set up wrongly, so this cannot be decided now');
  });

  it('tells the mesh admins once which fields are wrong, and once that it is right again', async () => {
    await tick();
    const [first] = await eventually(async () => {
      const found = await told('cannot be used');
      return found.length > 0 && found;
    }, 'the mesh admins to be told');
    await tick();
    await tick();
    const after = await told('cannot be used');

    await write({});
    await tick();
    await eventually(async () => (await told('is right again')).length > 0, 'that it is right again');
    await tick();

    expect(first?.text).toContain('team sales');
    expect(first?.text).toContain('channel: not a Slack channel id');
    expect(first?.text).toContain('approvers.users.0: not a Slack user id');
    expect(after).toHaveLength(1);
    expect(await told('is right again')).toHaveLength(1);
  });

  it('keeps in the ledger what changed, by the names of the fields and never by what is in them', async () => {
    const { text } = await person(PEOPLE.bo).answer(
      CHANNELS.sales,
      'history team:sales',
      '*put the team’s secret right*',
    );
    await person(PEOPLE.ana).answer(CHANNELS.analytics, 'history team:sales', 'Only mesh admins');
    const rows = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ pk }) => pk === 'team#sales');

    expect(text).toContain('somebody *added the team*');
    expect(text).toContain('somebody *wrote the team’s secret wrongly*: ');
    expect(rows.map(({ Action }) => Action)).toEqual(['team-added', 'team-spoilt', 'team-mended']);
    expect(rows.find(({ Action }) => Action === 'team-spoilt')).toMatchObject({
      Code: 'BAD_TEAM_SECRET',
      Cause: expect.stringContaining('channel: not a Slack channel id'),
    });
    expect(JSON.stringify(rows)).not.toContain('laptop-sales');
  });

  it('keeps a policy that is set and a team that is removed', async () => {
    const { secrets } = mesh();
    const finance = TEAMS.find(({ key }) => key === 'finance');
    await secrets.send(
      new PutSecretValueCommand({
        SecretId: 'data-mesh/teams/finance',
        SecretString: JSON.stringify({ ...finance, policy: { rules: [] }, externalId: 'another-secret' }),
      }),
    );
    await tick();
    await secrets.send(
      new DeleteSecretCommand({ SecretId: 'data-mesh/teams/finance', ForceDeleteWithoutRecovery: true }),
    );
    await tick();

    const changes = await eventually(async () => {
      const rows = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ pk }) => pk === 'team#finance');
      return rows.length >= 3 && rows;
    }, 'three events of the team');
    expect(changes.map(({ Action, Note }) => [Action, Note])).toEqual([
      ['team-added', undefined],
      ['team-changed', 'externalId changed, policy set'],
      ['team-removed', undefined],
    ]);
    expect(JSON.stringify(changes)).not.toContain('another-secret');
  });

  it('decides by the secret as it is now, and tells of the next wrong version anew', async () => {
    await approve();
    const decided = await card(
      person(PEOPLE.bo),
      ({ ts, text }) => ts === waiting.ts && /granted/i.test(text),
      'the access granted',
    );
    await write({ account: '222' });
    await tick();

    await eventually(async () => (await told('cannot be used')).length === 2, 'the mesh admins told anew');
    expect(decided.text).not.toContain('set up wrongly');
  });
});
