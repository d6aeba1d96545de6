import { expect, it } from '@jest/globals';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { itemsOf } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const HOUR = 3600;
const { laptop, ana, bo } = onALaptop({ isWarm: true });

it('reminds those who decide after four hours, once', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  await eventually(
    async () =>
      (await itemsOf(laptop, 'AwsDataMeshSlack')).filter(
        ({ pk, PostedTs }) => String(pk).startsWith('message#') && PostedTs !== undefined,
      ).length >= 2,
    'the card and the DM to be written down as shown',
  );
  const reminders = async () =>
    (await bo.messages(CHANNELS.sales)).filter(({ text }) => text.includes('has waited for 4 hours'));

  await moveClock(laptop, ana, 4 * HOUR + 60);
  await eventually(async () => (await reminders()).length === 1, 'a reminder');
  await moveClock(laptop, ana, 600);

  expect(await reminders()).toHaveLength(1);
});
