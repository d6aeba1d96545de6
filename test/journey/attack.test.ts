import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { queueUrl } from '../../local/runtime/laptop-functions.ts';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { click, postSigned, submission } from '../support/signed-request.ts';
import { eventually, type SlackMessage } from '../support/slack-person.ts';

const HOSTILE = '<!channel> <@U0BO> <https://evil.example|the board> *now* &amp; `x` =HYPERLINK("x")';

/** Whether no job waits and none is under way. */
async function isWorkedOff(laptop: Laptop): Promise<boolean> {
  const { Attributes = {} } = await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl(laptop.awsUrl, 'jobs'),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).every((count) => count === '0');
}

/** Everything here is signed: somebody has a workspace of his own with the app in it, or a client that sends what it likes. */
describe('a signed request that no honest client sends', () => {
  const { laptop, ana, bo } = onALaptop();
  let waiting: SlackMessage;
  let value: string;

  beforeAll(async () => {
    await ask(ana, CHANNELS.analytics, { reason: HOSTILE });
    waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
    value =
      waiting.blocks
        ?.flatMap(({ elements = [] }) => elements)
        .find((element) => element.action_id === 'mesh.approve')?.value ?? '';
  });

  const approve = (changes: Partial<Parameters<typeof click>[0]>) =>
    postSigned(
      laptop,
      click({
        user: PEOPLE.bo,
        channel: CHANNELS.sales,
        ts: waiting.ts,
        actionId: 'mesh.approve',
        value,
        ...changes,
      }),
    );

  /** Everything that was sent has been worked off, and the request waits as before. */
  async function nothingHappened(): Promise<void> {
    await eventually(() => isWorkedOff(laptop), 'an empty queue');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
    expect((await subscriptions(laptop)).map(({ Status }) => Status)).toEqual(['Pending']);
    expect((await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Kind }) => Kind === 'approve')).toEqual([]);
  }

  it('decides nothing for the same user id in another workspace, nor in one that claims our organisation', async () => {
    await approve({ workspace: 'T0OTHER', actionTs: '1.1' });
    await approve({ workspace: 'T0OTHER', enterprise: 'E0MESH', actionTs: '1.2' });

    await nothingHappened();
  });

  it('decides nothing from the message of another channel, a copied button or a changed reference', async () => {
    const [id = '', reference = ''] = value.split('.');
    for (const [index, forged] of [
      `${id}.${[...reference].reverse().join('')}`,
      `${id.slice(0, -1)}x.${reference}`,
      `../${id}.${reference}`,
      `${id}.${reference}.extra`,
      '',
    ].entries()) {
      await approve({ value: forged, actionTs: `2.${index}` });
    }

    await nothingHappened();
  });

  it('takes a modal with a state of its own making for what it is', async () => {
    for (const private_metadata of ['', '{"approve":true}', `${value}.x`, 'x'.repeat(3000)]) {
      const view = {
        id: 'V0FORGED',
        hash: `1.${private_metadata.length}`,
        type: 'modal',
        callback_id: 'mesh.review',
        private_metadata,
        title: { type: 'plain_text', text: 'x' },
        blocks: [],
        state: { values: {} },
      };
      const { status } = await postSigned(laptop, submission({ user: PEOPLE.bo, view }));
      expect(status).toBeLessThan(500);
    }

    await nothingHappened();
  });

  it('takes no order of an emergency from a form that somebody who is no mesh admin made', async () => {
    const view = {
      id: 'V0ORDER',
      hash: '1.1',
      type: 'modal',
      callback_id: 'mesh.emergency',
      private_metadata: JSON.stringify({ verb: 'offboard', about: 'analytics', name: 'Analytics' }),
      title: { type: 'plain_text', text: 'x' },
      blocks: [],
      state: {
        values: {
          confirm: { 'mesh.words': { type: 'plain_text_input', value: 'Analytics' } },
          reason: { 'mesh.words': { type: 'plain_text_input', value: 'because' } },
        },
      },
    };
    await postSigned(laptop, submission({ user: PEOPLE.bo, view }));
    await postSigned(
      laptop,
      click({
        user: PEOPLE.bo,
        channel: CHANNELS.sales,
        ts: waiting.ts,
        actionId: 'mesh.brake.allow',
        value: '1000000',
        actionTs: '3.1',
      }),
    );

    await eventually(async () => (await refusals('NOT_MESH_ADMIN')).length === 2, 'two refusals on record');
    await nothingHappened();
    expect(await orders()).toEqual([]);
  });

  it('takes from the public function neither an operator’s order nor what only the app’s other functions say', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = await laptop.credentialsOf('slack');
    const queues = new SQSClient({
      region: REGION,
      endpoint: laptop.awsUrl,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    const operator = `arn:aws:iam::${ACCOUNTS.mesh}:user/administrator`;
    const sent = {
      at: Math.floor(laptop.clock.now() / 1000),
      workspace: 'T0MESH',
      user: '-',
      reply: {},
    };
    const forged = [
      { kind: 'emergency', verb: 'offboard', about: 'analytics', confirm: 'Analytics', note: 'x', operator },
      { kind: 'brake', choice: 'allow', most: 1_000_000, operator },
      { kind: 'operator-delegation', arn: operator, end: 'none' },
      { kind: 'sweep' },
    ];
    for (const [index, job] of forged.entries()) {
      await queues.send(
        new SendMessageCommand({
          QueueUrl: queueUrl(laptop.awsUrl, 'jobs'),
          MessageBody: JSON.stringify({ ...sent, ...job, id: `forged-${index}` }),
          MessageGroupId: `forged-${index}`,
          MessageDeduplicationId: `forged-${index}`,
        }),
      );
    }

    await eventually(
      async () => (await refusals('FORGED_JOB')).length === forged.length,
      'every one refused, and on record',
    );
    expect((await refusals('FORGED_JOB')).map(({ IsSecurityEvent }) => IsSecurityEvent)).toEqual(
      forged.map(() => true),
    );
    await nothingHappened();
    expect(await orders()).toEqual([]);
  });

  /** Refused attempts of this code in the ledger, each once. */
  async function refusals(code: string) {
    const rows = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Code }) => Code === code);
    return [...new Map(rows.map((row) => [String(row['Job']), row])).values()];
  }

  /** What anybody but the app itself ordered for the whole mesh. */
  async function orders() {
    return (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(
      ({ pk, By }) => String(pk).startsWith('order#') && !String(By).startsWith('app:'),
    );
  }

  it('survives a payload of a hundred thousand brackets, and answers the next request', async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const answers = [
      await postSigned(laptop, deep),
      await postSigned(laptop, '{"type":"block_actions","actions":null}'),
      await postSigned(laptop, '{"__proto__":{"type":"block_actions"}}'),
      await postSigned(laptop, 'not json'),
    ];

    expect(answers.map(({ body }) => body.includes('at '))).toEqual([false, false, false, false]);
    await nothingHappened();
  });

  it('shows what was typed as text: nobody is pinged, nothing is linked', () => {
    const shown = JSON.stringify(waiting);

    expect(shown).toContain('&lt;!channel&gt;');
    expect(shown).not.toContain('<!channel>');
    expect(shown).not.toContain('<https://evil.example');
  });

  it('searches with words and never with expressions', async () => {
    const { ackMs } = await bo.command(CHANNELS.sales, `/mesh find ${'(a+)+'.repeat(40)}$`);

    expect(ackMs).toBeLessThan(3000);
    await nothingHappened();
  });
});
