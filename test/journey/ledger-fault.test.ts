import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';

/** Longer than the longest pause between two tries of a job. */
const PAUSE = 90;
let laptop: Laptop;
let ana: SlackPerson;
let bo: SlackPerson;
/** How often a job was put off until its next try. */
let postponed = 0;

beforeAll(async () => {
  laptop = await aLaptop({
    onAwsCall: ({ operation }) => {
      postponed += operation === 'ChangeMessageVisibility' ? 1 : 0;
    },
  });
  ana = slackPerson(laptop.url, PEOPLE.ana);
  bo = slackPerson(laptop.url, PEOPLE.bo);
});
afterAll(() => laptop?.close());

const recordOf = async (table: string) =>
  (await subscriptions(laptop)).find(({ TableName }) => String(TableName) === table);
const approvals = async () =>
  (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Kind }) => Kind === 'approve');

/** Lets each pause between two tries pass, since the queue delivers a job again by the clock, until this was said to the person. */
function saidAtLast(person: SlackPerson, words: string, before: readonly string[]): Promise<string> {
  let passed = postponed;
  return eventually(
    async () => {
      if (postponed > passed) {
        passed = postponed;
        laptop.clock.advance(PAUSE);
      }
      return (await person.ephemerals()).slice(before.length).find((text) => text.includes(words));
    },
    `${person.user} reads "${words}"`,
    150_000,
  );
}

it.each([
  ['denies', 'orders', 'AccessDeniedException', 'A mesh admin has to look at the roles, then try again.'],
  ['does not take', 'refunds', 'InternalServerError', 'try again in a minute.'],
])(
  'grants nothing that the ledger %s, and says to the approver what to do',
  async (_how, table, code, next) => {
    await ask(ana, CHANNELS.analytics, { tables: [table] });
    const waiting = await card(
      bo,
      (message) => hasButton(message, 'mesh.approve') && message.text.includes(table),
      'a card with Approve',
    );
    const decided = (await approvals()).length;
    const held = await grantsOf(laptop, ACCOUNTS.analytics);
    const before = await bo.ephemerals();
    laptop.aws.faults.inject({ service: 'dynamodb', operation: 'TransactWriteItems', kind: 'error', code });

    await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });

    const said = await saidAtLast(bo, 'could not be done', before);
    expect(said).toContain(next);
    expect(await recordOf(table)).toMatchObject({ Status: 'Pending' });
    expect(await recordOf(table)).not.toHaveProperty('Fulfilment');
    expect(await approvals()).toHaveLength(decided);
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
    const shown = await card(bo, ({ ts }) => ts === waiting.ts, 'the same card');
    expect(hasButton(shown, 'mesh.approve')).toBe(true);
    expect(shown.text).not.toContain('Granted');

    laptop.aws.faults.clear();
    await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });

    await card(
      bo,
      ({ ts, text }) => ts === waiting.ts && text.includes('Granted 1 of 1 tables'),
      'a granted card',
    );
    expect(await approvals()).toHaveLength(decided + 1);
  },
  240_000,
);
