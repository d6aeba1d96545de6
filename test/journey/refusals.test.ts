import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { TEAMS } from '../../local/seed/teams.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton, openForm } from '../support/ask-and-decide.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { atSomeTick } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { click, postSigned, submission } from '../support/signed-request.ts';
import { eventually, type SlackMessage, slackPerson } from '../support/slack-person.ts';

describe('what the app refuses', () => {
  const { laptop, ana, bo } = onALaptop();
  let waiting: SlackMessage;

  beforeAll(async () => {
    await ask(ana, CHANNELS.analytics);
    waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  });

  function buttonValueOf(message: SlackMessage, actionId: string): string {
    return (
      message.blocks
        ?.flatMap(({ elements = [] }) => elements)
        .find((element) => element.action_id === actionId)?.value ?? ''
    );
  }

  function approveAs(user: string, changes: Partial<Parameters<typeof click>[0]> = {}) {
    return postSigned(
      laptop,
      click({
        user,
        channel: CHANNELS.sales,
        ts: waiting.ts,
        actionId: 'mesh.approve',
        value: buttonValueOf(waiting, 'mesh.approve'),
        ...changes,
      }),
    );
  }

  async function nothingHappened(): Promise<void> {
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
    expect((await subscriptions(laptop)).map(({ Status }) => Status)).toEqual(['Pending']);
  }

  it('S-11 answers a wrong signature and a timestamp of six minutes ago with 401, and changes nothing', async () => {
    const payload = click({
      user: PEOPLE.bo,
      channel: CHANNELS.sales,
      ts: waiting.ts,
      actionId: 'mesh.approve',
      value: buttonValueOf(waiting, 'mesh.approve'),
    });

    const wrong = await postSigned(laptop, payload, { secret: 'somebody-elses-secret' });
    const old = await postSigned(laptop, payload, { skew: -360 });
    const future = await postSigned(laptop, payload, { skew: 360 });

    expect([wrong.status, old.status, future.status]).toEqual([401, 401, 401]);
    await nothingHappened();
  });

  it('tells a requester who is no approver privately who decides', async () => {
    expect((await approveAs(PEOPLE.ana)).status).toBe(200);

    const dm = await eventually(
      async () =>
        [...(await ana.ephemerals()), ...(await ana.dm()).messages.map(({ text }) => text)].find((text) =>
          text.includes('Only approvers of Sales'),
        ),
      'a private refusal',
    );
    expect(dm).toContain(`<@${PEOPLE.bo}>`);
    await nothingHappened();
  });

  it.each([
    ['a person of another team', PEOPLE.fay, 'Only approvers of Sales'],
    ['a guest', PEOPLE.gus, 'a guest'],
  ])('tells %s privately why not', async (_who, user, words) => {
    expect((await approveAs(user)).status).toBe(200);

    const person = slackPerson(laptop.url, user);
    await eventually(
      async () =>
        [...(await person.ephemerals()), ...(await person.dm()).messages.map(({ text }) => text)].some(
          (text) => text.includes(words),
        ),
      'a private refusal',
    );
    await nothingHappened();
  });

  it('M-03 answers a button with a forged value privately, without touching the mesh', async () => {
    const [id] = buttonValueOf(waiting, 'mesh.approve').split('.');

    for (const value of ['nope.nope', `${id}.AAAAAAAAAAAAAAAAAAAAAA`, 'x'.repeat(500)]) {
      expect((await approveAs(PEOPLE.bo, { value, actionTs: `${Math.random()}` })).status).toBe(200);
    }

    await eventually(
      async () => (await bo.ephemerals()).filter((text) => text.includes('no such request')).length >= 2,
      'private answers',
    );
    await nothingHappened();
  });

  it('gives field errors for an unknown table, no table, and a reason of 5,000 characters, even when they come past the client', async () => {
    const { viewId, tablesBlock } = await openForm(ana, CHANNELS.analytics);
    const view = await ana.view();
    const withValues = (tables: readonly string[], reason: string) => ({
      ...view,
      id: viewId,
      hash: `${Math.random()}`,
      state: {
        values: {
          [tablesBlock]: {
            'mesh.request.tables': {
              type: 'checkboxes',
              selected_options: tables.map((value) => ({ value, text: { type: 'plain_text', text: value } })),
            },
          },
          permissions: {
            'mesh.request.permissions': {
              type: 'checkboxes',
              selected_options: [{ value: 'SELECT', text: { type: 'plain_text', text: 'x' } }],
            },
          },
          reason: { 'mesh.request.reason': { type: 'plain_text_input', value: reason } },
        },
      },
    });
    const good = 'A reason that is long enough';

    const answers = await Promise.all(
      [
        withValues(['no_such_table'], good),
        withValues([], good),
        withValues(['orders'], 'x'.repeat(5000)),
        withValues(['orders'], '   '),
      ].map((filled) => postSigned(laptop, submission({ user: PEOPLE.ana, view: filled }))),
    );

    expect(
      answers.map(({ status, body }) => [
        status,
        JSON.parse(body).response_action,
        Object.keys(JSON.parse(body).errors),
      ]),
    ).toEqual([
      [200, 'errors', [tablesBlock]],
      [200, 'errors', [tablesBlock]],
      [200, 'errors', ['reason']],
      [200, 'errors', ['reason']],
    ]);
    await nothingHappened();
  });

  it('S-02 A-02 grants once when Approve is clicked twice at the same moment, and tells the second who decided', async () => {
    const first = approveAs(PEOPLE.bo, { actionTs: '1.1' });
    const second = approveAs(PEOPLE.cleo, { actionTs: '1.2' });
    expect([(await first).status, (await second).status]).toEqual([200, 200]);

    const granted = await card(bo, ({ text }) => text.includes('Granted 2 of 2 tables'), 'a granted card');
    const winner = granted.text.includes(`Approved by <@${PEOPLE.bo}>`) ? PEOPLE.bo : PEOPLE.cleo;
    const loser = slackPerson(laptop.url, winner === PEOPLE.bo ? PEOPLE.cleo : PEOPLE.bo);
    const told = await eventually(
      async () => (await loser.ephemerals()).find((text) => text.includes('already approved')),
      'a private answer to the second',
    );

    expect(told).toContain(`<@${winner}>`);
    const decisions = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Kind }) => Kind === 'approve');
    expect(decisions).toHaveLength(1);
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toHaveLength(5);
  });

  it('answers a late click on a decided card privately with who decided and when', async () => {
    const cleo = slackPerson(laptop.url, PEOPLE.cleo);
    const before = (await cleo.ephemerals()).length;

    await approveAs(PEOPLE.cleo, { actionTs: '9.9' });

    const told = await eventually(
      async () =>
        (await cleo.ephemerals()).slice(before).find((text) => text.includes('already approved by')),
      'a private answer',
    );
    expect(told).toMatch(/<!date\^\d+\^/);
  });

  it('A-01 refuses the approval of one’s own request, also by an approver who is in both teams', async () => {
    const { secrets } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
    const analytics = TEAMS.find(({ key }) => key === 'analytics');
    const SecretString = JSON.stringify({
      ...analytics,
      members: { users: [PEOPLE.ana, PEOPLE.bo], groups: [] },
    });
    await secrets.send(new PutSecretValueCommand({ SecretId: 'data-mesh/teams/analytics', SecretString }));
    // Who is in which team is offered from a copy that each tick of the schedule renews.
    await atSomeTick(
      laptop,
      async () => {
        const view = (await bo.command(CHANNELS.sales, '/mesh request')).status === 200 && (await bo.view());
        return view && !JSON.stringify(view).includes('You are not in a team');
      },
      'a form for a team of his own',
    );
    await ask(bo, CHANNELS.sales, { tables: ['refunds'], reason: 'Refund quota for the quality circle' });
    const own = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card for his own request');
    const before = (await bo.ephemerals()).length;

    await bo.action({ channel: CHANNELS.sales, ts: own.ts, action_id: 'mesh.approve' });

    const told = await eventually(
      async () =>
        (await bo.ephemerals()).slice(before).find((text) => text.includes('You asked for this yourself')),
      'a refusal',
    );
    expect(told).toContain(`<@${PEOPLE.cleo}>`);
    expect(
      (await subscriptions(laptop)).find(({ TableName }) => String(TableName) === 'refunds'),
    ).toMatchObject({ Status: 'Pending' });

    await slackPerson(laptop.url, PEOPLE.cleo).action({
      channel: CHANNELS.sales,
      ts: own.ts,
      action_id: 'mesh.approve',
    });
    await card(
      bo,
      ({ ts, text }) => ts === own.ts && text.includes('Granted 1 of 1'),
      'granted by somebody else',
    );
  });
});
