import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { subscriptions } from '../support/mesh-records.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';

const DAY = 86_400;
let laptop: Laptop;
let ana: SlackPerson;
let bo: SlackPerson;

beforeAll(async () => {
  laptop = await aLaptop();
  ana = slackPerson(laptop.url, PEOPLE.ana);
  bo = slackPerson(laptop.url, PEOPLE.bo);
});
afterAll(() => laptop?.close());

it('asks for 90 days, is given a week, and everybody reads when it ends', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'], duration: String(90 * DAY) });
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  expect(waiting.text).toContain('For 90 days, counted from the approval.');

  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.review' });
  const form = await eventually(
    async () => (await bo.state()).views[PEOPLE.bo]?.find((view) => view.callback_id === 'mesh.review.form'),
    'the review form',
  );
  const offered = JSON.stringify(form.blocks);
  expect(offered).toContain('As asked for: 90 days');
  expect(offered).not.toContain('1 year');
  const clicked = Math.floor(Date.now() / 1000);
  await bo.submit(form.id, { 'review-duration': { 'mesh.review.choice': String(7 * DAY) } });

  const granted = await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
  const [record] = await subscriptions(laptop);
  const end = Number(record?.['ExpiresAt']);
  expect(end).toBeGreaterThanOrEqual(clicked + 7 * DAY);
  expect(end).toBeLessThan(clicked + 8 * DAY);
  expect(granted.text).toContain(`Ends <!date^${end}^`);
  await eventually(
    async () => (await ana.dm()).messages.some(({ text }) => text.includes(`Ends <!date^${end}^`)),
    'a DM with the end',
  );
});
