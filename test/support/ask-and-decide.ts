import { CHANNELS } from '../../local/seed/workspace.ts';
import { eventually, type SimAnswer, type SlackMessage, type SlackPerson } from './slack-person.ts';

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

/** How often a person tries what Slack says had no answer in time, which happens on a loaded machine. */
const TRIES = 5;

/**
 * Opens `/mesh request` and picks the product, as a person would: types part of its name and chooses, and begins anew where Slack says that the app
 * did not answer in time. Returns the open view's id and tables block.
 */
export async function openForm(
  person: SlackPerson,
  channel: string,
  words = 'retail',
): Promise<{ viewId: string; tablesBlock: string }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await person.closeViews();
    const opened = await person.command(channel, '/mesh request');
    const viewId = (await person.state()).views[person.user]?.at(-1)?.id;
    if (opened.status === 200 && viewId !== undefined) {
      const { options } = await person.options(viewId, 'mesh.request.product', words);
      const [first] = Array.isArray(options) ? options : [];
      if (first) {
        await person.action({ view_id: viewId, action_id: 'mesh.request.product', value: first.value });
      }
      const ids = (await person.view()).blocks.map(({ block_id }) => block_id ?? '');
      const tablesBlock = ids.find((id) => id.startsWith('tables-'));
      if (tablesBlock !== undefined) {
        return { viewId, tablesBlock };
      }
    }
  }
  throw new Error(`no request form with tables in ${TRIES} tries`);
}

/** Sends a form once more where Slack says that the app did not answer in time; the same form is the same job. */
async function submitted(send: () => Promise<SimAnswer>): Promise<SimAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send();
    if (answer.status === 200 || tries === TRIES) {
      return answer;
    }
  }
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
  const values = {
    [tablesBlock]: { 'mesh.request.tables': tables },
    permissions: { 'mesh.request.permissions': permissions },
    ...(duration
      ? { [tablesBlock.replace('tables-', 'duration-')]: { 'mesh.request.duration': duration } }
      : {}),
    ...(until ? { [tablesBlock.replace('tables-', 'until-')]: { 'mesh.request.until': until } } : {}),
    reason: { 'mesh.request.reason': reason },
  };
  return submitted(() => person.submit(viewId, values));
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
