import { expect, it } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { itemsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackPerson } from '../support/slack-person.ts';

const { laptop, ana, bo, noor } = onALaptop();

function form(person: SlackPerson, callback: string) {
  return eventually(
    async () => (await person.state()).views[person.user]?.find((view) => view.callback_id === callback),
    callback,
  );
}

it('F17 puts a question to the requester, whose answer stands on the card before the decision', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.ask'), 'a card with Ask');
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.ask' });
  const question = await form(bo, 'mesh.ask.question');
  const tooShort = await bo.submit(question.id, { 'ask-question': { 'mesh.words': '        ' } });
  expect(JSON.stringify(tooShort)).toContain('Write 5 to 500 characters');
  await bo.submit(question.id, { 'ask-question': { 'mesh.words': 'Only <b>EU</b> orders, or all?' } });

  const dm = await eventually(
    async () => (await ana.dm()).messages.find((message) => hasButton(message, 'mesh.answer')),
    'a question in the DM',
  );
  expect(dm.text).toContain(`<@${PEOPLE.bo}> asks about your request for orders`);
  expect(dm.text).toContain('Only &lt;b&gt;EU&lt;/b&gt; orders, or all?');
  const resting = await card(
    bo,
    ({ text }) => text.includes('Waiting for the requester’s answer.'),
    'a resting card',
  );
  expect(JSON.stringify(resting.blocks)).toContain('No answer yet.');

  const { channel } = await ana.dm();
  const [record] = await subscriptions(laptop);
  await ana.command(CHANNELS.analytics, `/mesh nudge ${String(record?.['SubscriptionId'])}`);
  const remind = await eventually(
    async () =>
      (await ana.state()).ephemerals.find(({ blocks }) => JSON.stringify(blocks).includes('"mesh.nudge"')),
    'the record with Remind',
  );
  await ana.action({ channel: CHANNELS.analytics, ts: remind.ts, action_id: 'mesh.nudge' });
  await eventually(
    async () => (await ana.ephemerals()).some((text) => text.includes('wait for the answer')),
    'no reminder while the owners wait for her',
  );
  await ana.action({ channel, ts: dm.ts, action_id: 'mesh.answer' });
  const reply = await form(ana, 'mesh.answer.text');
  expect(JSON.stringify(reply.blocks)).toContain('Only &lt;b&gt;EU&lt;/b&gt; orders, or all?');
  await ana.submit(reply.id, { 'answer-text': { 'mesh.words': 'Only the EU, all of 2026' } });

  const answered = await card(
    bo,
    (message) => JSON.stringify(message.blocks).includes('Only the EU, all of 2026'),
    'a card with the answer',
  );
  expect(answered.ts).toBe(waiting.ts);
  await eventually(
    async () =>
      (await bo.messages(CHANNELS.sales)).some(
        ({ threadTs, text }) =>
          threadTs === waiting.ts && text.includes(`answered <@${PEOPLE.bo}>: Only the EU, all of 2026`),
      ),
    'the answer under the card',
  );
  await eventually(
    async () =>
      (await ana.dm()).messages.some(
        (message) =>
          message.ts === dm.ts && !hasButton(message, 'mesh.answer') && message.text.includes('Answered by'),
      ),
    'a DM without Answer',
  );

  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });
  await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
  const kinds = (await itemsOf(laptop, 'AwsDataMeshLedger')).map(({ Kind, Note }) => [Kind, Note]);
  expect(kinds).toContainEqual(['ask', 'Only <b>EU</b> orders, or all?']);
  expect(kinds).toContainEqual(['answer', 'Only the EU, all of 2026']);
});

it('lets only those who decide ask, and only the consumer team answer', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['customers'] });
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.ask'), 'a second card');
  await ana.closeViews();
  await noor.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.ask' });
  const refused = await eventually(async () => {
    const view = (await noor.state()).views[PEOPLE.noor]?.at(-1);
    return view && JSON.stringify(view.blocks).includes('Only approvers') ? view : undefined;
  }, 'a refusal');
  expect(JSON.stringify(refused.blocks)).toContain('Only approvers of Sales can decide this');

  const id = String(
    (await subscriptions(laptop)).find(({ Status }) => Status === 'Pending')?.['SubscriptionId'],
  );
  await ana.command(CHANNELS.analytics, `/mesh answer ${id}`);
  await eventually(
    async () =>
      (await ana.ephemerals()).some((text) => text.includes('No question about it waits for an answer')),
    'nothing to answer yet',
  );
  await bo.command(CHANNELS.sales, `/mesh ask ${id}`);
  const private_ = await eventually(
    async () =>
      (await bo.state()).ephemerals.find(
        ({ user, blocks }) => user === PEOPLE.bo && JSON.stringify(blocks).includes('"mesh.ask"'),
      ),
    'the record with Ask',
  );
  expect(private_.text).toContain('waiting for Sales');
});
