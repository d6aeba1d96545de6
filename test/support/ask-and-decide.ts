import { CHANNELS } from '../../local/seed/workspace.ts';
import { eventually, type SlackMessage, type SlackPerson } from './slack-person.ts';

export const REASON = 'Weekly revenue by region for the board report';

export interface Asking {
  readonly words?: string;
  readonly tables?: readonly string[];
  readonly permissions?: readonly string[];
  readonly reason?: string;
  /** Option value of the form, in seconds; absent: what the form proposes. */
  readonly duration?: string;
  /** `YYYY-MM-DD`, instead of a length. */
  readonly until?: string;
}

/** Opens `/mesh request` and picks the product, as a person would: types part of its name and chooses. Returns the open view's id and tables block. */
export async function openForm(
  person: SlackPerson,
  channel: string,
  words = 'retail',
): Promise<{ viewId: string; tablesBlock: string }> {
  await person.closeViews();
  await person.command(channel, '/mesh request');
  const { id: viewId } = await person.view();
  const { options } = await person.options(viewId, 'mesh.request.product', words);
  const [first] = Array.isArray(options) ? options : [];
  await person.action({ view_id: viewId, action_id: 'mesh.request.product', value: first.value });
  const view = await person.view();
  const tablesBlock =
    view.blocks.map(({ block_id }) => block_id ?? '').find((id) => id.startsWith('tables-')) ?? '';
  return { viewId, tablesBlock };
}

/** Fills and sends the form. */
export async function ask(person: SlackPerson, channel: string, asking: Asking = {}) {
  const {
    words,
    tables = ['orders', 'customers'],
    permissions = ['SELECT', 'DESCRIBE'],
    reason = REASON,
    duration,
    until,
  } = asking;
  const { viewId, tablesBlock } = await openForm(person, channel, words);
  return person.submit(viewId, {
    [tablesBlock]: { 'mesh.request.tables': tables },
    permissions: { 'mesh.request.permissions': permissions },
    ...(duration
      ? { [tablesBlock.replace('tables-', 'duration-')]: { 'mesh.request.duration': duration } }
      : {}),
    ...(until ? { [tablesBlock.replace('tables-', 'until-')]: { 'mesh.request.until': until } } : {}),
    reason: { 'mesh.request.reason': reason },
  });
}

/** Waits for the newest card of the owner's channel that satisfies the test. */
export function card(
  person: SlackPerson,
  matches: (message: SlackMessage) => boolean,
  what: string,
  channel: string = CHANNELS.sales,
): Promise<SlackMessage> {
  return eventually(
    async () =>
      (await person.messages(channel))
        .filter(({ threadTs }) => !threadTs)
        .toReversed()
        .find(matches),
    what,
  );
}

export function hasButton(message: SlackMessage, actionId: string): boolean {
  return JSON.stringify(message.blocks ?? []).includes(`"${actionId}"`);
}
