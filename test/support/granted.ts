import { CHANNELS } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from './ask-and-decide.ts';
import { subscriptions } from './mesh-records.ts';
import { eventually, type SlackPerson } from './slack-person.ts';

/** Asks for one table for so many seconds, has it granted, and gives the id of the record. */
export async function granted(
  laptop: Laptop,
  { requester, approver }: { readonly requester: SlackPerson; readonly approver: SlackPerson },
  table: string,
  seconds: number,
): Promise<string> {
  await ask(requester, CHANNELS.analytics, { tables: [table], duration: String(seconds) });
  const { ts } = await card(
    approver,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes(table),
    'a card with Approve',
  );
  await approver.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
  await card(
    approver,
    (message) => message.ts === ts && message.text.includes('Granted 1 of 1 tables'),
    'a granted card',
  );
  const record = await eventually(
    async () =>
      (await subscriptions(laptop)).find(
        ({ Status, TableName }) => Status === 'Active' && [...Object(TableName)].includes(table),
      ),
    'an active record',
  );
  return String(record['SubscriptionId']);
}
