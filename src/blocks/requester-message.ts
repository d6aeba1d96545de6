import type { KnownBlock } from '@slack/types';
import type { EndWay, GrantWay } from './approval-state.ts';
import { type ShownColumns, scopeWords } from './column-words.ts';
import { followWords, type ShownFollow } from './follow-words.ts';
import { ASK_AGAIN, EDIT, IMPORT } from './ids.ts';
import { context, type Message, section } from './message.ts';
import { clip, escapeMrkdwn, listed, moment, sentence, typed } from './text.ts';

export interface RequesterMessageData {
  readonly product: string;
  readonly database: string;
  readonly tables: readonly string[];
  readonly permissions: readonly string[];
  /** Tables of which only some columns or rows can be read. */
  readonly columns: readonly ShownColumns[];
  /** What it follows; absent: the tables stay as they are. */
  readonly follow?: ShownFollow | undefined;
  readonly ownerTeam: string;
  /** Where the owner was asked, `<#C…>` or words. */
  readonly ownerChannel: string;
  /** Who decided, ready for mrkdwn. */
  readonly by: string;
  readonly note?: string | undefined;
  /** Epoch seconds; absent: no end. */
  readonly expiresAt?: number | undefined;
  /** Permissions that were asked for and not granted. */
  readonly cut: readonly string[];
  readonly buttonValue: string;
  /** Whether it still waits for its decision. */
  readonly isWaiting: boolean;
  readonly requester: string;
  /** How it came to be granted, where it is. */
  readonly way: GrantWay;
  readonly imported: boolean;
}

function what({ tables, product }: RequesterMessageData): string {
  return `${listed(
    tables.map((name) => typed(name, 80)),
    5,
  )} of ${typed(product, 100)}`;
}

/** To the requester: the request is on its way, and to whom. */
export function submittedMessage(data: RequesterMessageData): Message {
  const text = `Your request for ${what(data)} was sent to *${typed(data.ownerTeam, 80)}* in ${data.ownerChannel}. You will be told here when it is decided.`;
  return {
    text,
    blocks: [
      section(text),
      context(`${data.permissions.join(', ')} · ${typed(data.database, 255)}${followWords(data.follow)}`),
      ...(data.isWaiting ? [button('edit', EDIT, 'Change…', data.buttonValue)] : []),
    ],
  };
}

function button(block_id: string, action_id: string, text: string, value: string): KnownBlock {
  return {
    type: 'actions',
    block_id,
    elements: [{ type: 'button', action_id, value, text: { type: 'plain_text', text } }],
  };
}

/** To the requester and the consumer team's channel: every grant was read back. Offers the import until it was done. */
export function grantedMessage(data: RequesterMessageData, audience: 'requester' | 'team'): Message {
  const subject = audience === 'requester' ? 'Your request' : `The request of ${data.requester}`;
  const text =
    data.way === 'Resumed'
      ? `:white_check_mark: Access to ${what(data)} was resumed by ${data.by}: it is granted again.`
      : `:white_check_mark: ${subject} for ${what(data)} was approved by ${data.by} and granted.`;
  const given = `${data.permissions.join(', ')} on ${data.tables.length} ${data.tables.length === 1 ? 'table' : 'tables'}.`;
  const cut = data.cut.length > 0 ? ` Not granted: ${data.cut.join(', ')}.` : '';
  const note = data.note ? ` Note: ${sentence(typed(data.note, 500))}` : '';
  const end = data.expiresAt === undefined ? ' No end is set.' : ` Ends ${moment(data.expiresAt)}.`;
  const details = `Granted: ${given}${followWords(data.follow)}${narrowed(data)}${cut}${end}${note}`;
  const next = data.imported
    ? `Imported: the tables are in database \`${typed(data.database, 255)}\` of your account.`
    : 'One step is left: import it, so that the tables appear in your account.';
  return {
    text: `${text} ${details} ${next}`,
    blocks: [
      section(text),
      context(details),
      data.imported ? section(next) : importStep(next, data.buttonValue),
    ],
  };
}

function narrowed({ columns }: RequesterMessageData): string {
  return scopeWords(columns)
    .map((words) => ` ${words}.`)
    .join('');
}

function importStep(text: string, value: string): KnownBlock {
  return {
    type: 'section',
    block_id: 'import',
    text: { type: 'mrkdwn', text },
    accessory: {
      type: 'button',
      action_id: IMPORT,
      style: 'primary',
      value,
      text: { type: 'plain_text', text: 'Import now' },
    },
  };
}

/** To the requester after the import: what is there, and a query that runs. */
export function importedMessage(data: RequesterMessageData): Message {
  const table = data.tables[0] ?? 'table';
  const query = `SELECT * FROM ${quoted(data.database)}.${quoted(table)} LIMIT 10;`;
  const text = `:package: Imported: ${what(data)} ${data.tables.length === 1 ? 'is' : 'are'} in database ${typed(data.database, 255)} of your account. Try it in Athena: ${escapeMrkdwn(clip(query, 600))}`;
  return {
    text,
    blocks: [
      section(
        `:package: Imported: ${what(data)} ${data.tables.length === 1 ? 'is' : 'are'} in your account.`,
      ),
      section(`Try it in Athena:\n\`\`\`${escapeMrkdwn(clip(query, 600)).replaceAll('`', "'")}\`\`\``),
      context(
        'If your role cannot read it, ask the admin of your account to grant it SELECT on the table and DESCRIBE on the link.',
      ),
    ],
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** To the requester: approved, could not be granted in full, and undone. */
export function rolledBackMessage(data: RequesterMessageData): Message {
  const text = `:leftwards_arrow_with_hook: Your request for ${what(data)} could not be granted, and ${data.by} rolled it back: nothing of it is granted.`;
  const next = 'It was not denied: you can ask again, best once the owner says what was in the way.';
  return {
    text: `${text} ${next}`,
    blocks: [section(text), context(next), button('again', ASK_AGAIN, 'Ask again…', data.buttonValue)],
  };
}

/** To the requester: no, by whom, and why. */
export function deniedMessage(data: RequesterMessageData): Message {
  const reason = data.note ? `Reason: ${sentence(typed(data.note, 1000))}` : 'No reason was given.';
  const text = `:no_entry: Your request for ${what(data)} was denied by ${data.by}.`;
  const next = data.note
    ? 'You can address the reason and ask again.'
    : 'The owner can tell you what was in the way; then you can ask again.';
  return {
    text: `${text} ${reason} ${next}`,
    blocks: [
      section(text),
      section(`>${reason.replaceAll('\n', '\n>')}`),
      context(next),
      button('again', ASK_AGAIN, 'Ask again…', data.buttonValue),
    ],
  };
}

/** To the requester: approved, but not all of it could be granted yet. */
export function partlyGrantedMessage(data: RequesterMessageData): Message {
  const subject =
    data.way === 'Resumed'
      ? `Access to ${what(data)} was resumed`
      : `Your request for ${what(data)} was approved`;
  const text = `:warning: ${subject} by ${data.by}, but not every table could be granted yet. The owner was told what failed and can retry.`;
  return { text, blocks: [section(text)] };
}

/** To the requester and the team: taken away for a while, confirmed. */
export function suspendedMessage(data: RequesterMessageData): Message {
  const reason = data.note ? ` Reason: ${sentence(typed(data.note, 1000))}` : '';
  const text = `:double_vertical_bar: Access to ${what(data)} was suspended by ${data.by}: nothing of it can be read for now.${reason}`;
  const next = 'You need not ask again: it is given back as it was once the mesh admins resume it.';
  return { text: `${text} ${next}`, blocks: [section(clip(text, 2900)), context(next)] };
}

/** To the requester: what was suspended is given back. */
export function resumedMessage(data: RequesterMessageData): Message {
  const reason = data.note ? ` Reason: ${sentence(typed(data.note, 1000))}` : '';
  const text = `:white_check_mark: Access to ${what(data)} was resumed by ${data.by}: it is given back as it was.${reason}`;
  return { text, blocks: [section(clip(text, 2900))] };
}

/** To the requester and the team: it is over, confirmed. */
export function endedMessage(data: RequesterMessageData): Message {
  const reason = data.note ? ` Reason: ${sentence(typed(data.note, 1000))}` : '';
  const text = `:wastebasket: Access to ${what(data)} was ended by ${data.by}.${reason}`;
  const next = 'It can be asked for again.';
  return {
    text: `${text} ${next}`,
    blocks: [section(text), context(next), button('again', ASK_AGAIN, 'Ask again…', data.buttonValue)],
  };
}

/** To the requester: it should be over and is not yet. */
export function endFailedMessage(data: RequesterMessageData, way: EndWay): Message {
  const text = `:warning: Access to ${what(data)} was ${way.toLowerCase()} by ${data.by}, but not all of it could be taken back yet. The owner was told.`;
  return { text, blocks: [section(text)] };
}

/** To the requester and the owner's thread: what the team may do was changed. */
export function modifiedMessage(
  data: RequesterMessageData,
  before: readonly string[],
  moved?: { readonly endedAt: number | undefined },
): Message {
  const reason = data.note ? ` Reason: ${sentence(typed(data.note, 1000))}` : '';
  const ends = (at: number | undefined) => (at === undefined ? 'has no end' : `ends ${moment(at)}`);
  const end = moved
    ? ` It ${ends(data.expiresAt)}; before, it ${moved.endedAt === undefined ? 'had none' : `was ${moment(moved.endedAt)}`}.`
    : '';
  const text = `:pencil2: ${data.by} changed what may be done with ${what(data)}: ${data.permissions.join(', ')} from now on, ${before.join(', ')} before.${end}${narrowed(data)}${reason}`;
  return { text, blocks: [section(text)] };
}

/** To both sides: somebody marked the record as ended outside Slack. */
export function endedOutsideMessage(data: RequesterMessageData): Message {
  const text = `:warning: Access to ${what(data)} was marked as ended by ${data.by}, outside Slack.`;
  return { text, blocks: [section(text)] };
}
