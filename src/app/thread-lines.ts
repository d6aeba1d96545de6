import type { KnownBlock } from '@slack/types';
import { fittingLines, isLine, joinedLines } from '../blocks/joined-lines.ts';
import type { Message } from '../blocks/message.ts';
import type { KeptMessage, MessageOutbox } from './slack-table/message-outbox.ts';

/** Posts whose fate is unknown, after which no more are made: one copy too many is the most that people see. */
export const MOST_UNKNOWN = 2;

/** What is shown as one message in Slack. */
export interface Shown {
  /** The kept messages that it consists of; lines of a thread may be several. */
  readonly parts: readonly KeptMessage[];
  /** The thread that it is posted into; absent where it stands by itself. */
  readonly thread?: string | undefined;
}

/** The message that a line belongs under is still on its way to Slack. */
export class ParentToComeError extends Error {}

/**
 * What a delivery shows: the message, and with a line of a thread those that wait for the same thread, since Slack takes one new message a second in
 * a channel. Where lines were shown as one they stay one. Throws `ParentToComeError` where the thread does not exist yet, if that may be waited for.
 */
export async function shownWith(
  outbox: Pick<MessageOutbox, 'list'>,
  message: KeptMessage,
  mayWait: boolean,
): Promise<Shown> {
  const { SubscriptionId, ThreadOf, PostedTs, PostedChannel } = message;
  if (ThreadOf === undefined) {
    return { parts: [message] };
  }
  const rows = await outbox.list(SubscriptionId);
  const parent = rows.find(({ Key }) => Key === ThreadOf);
  if (PostedTs === undefined && mayWait && parent && isWaiting(parent)) {
    throw new ParentToComeError(`${ThreadOf} of ${SubscriptionId} is not in Slack yet`);
  }
  const thread = parent?.PostedChannel === undefined ? undefined : parent.PostedTs;
  const lines = rows.filter((row) => row.ThreadOf === ThreadOf);
  if (PostedTs !== undefined) {
    const together = lines.filter(
      (row) => row.PostedTs === PostedTs && row.PostedChannel === PostedChannel && row.Key !== message.Key,
    );
    return { parts: inOrder([message, ...together]), thread };
  }
  const waiting = lines.filter(
    (row) => isWaiting(row) && row.Channel === message.Channel && isWordsOnly(row),
  );
  const some = fittingLines(inOrder(waiting).map((row) => ({ ...messageOf(row), row }))).map(
    ({ row }) => row,
  );
  const withMessage = some.some(({ Key }) => Key === message.Key);
  return { parts: withMessage ? some : [message], thread };
}

/** What Slack is sent. */
export function contentOf(...parts: readonly KeptMessage[]): {
  readonly text: string;
  readonly blocks: KnownBlock[];
} {
  const { text, blocks } = joinedLines(parts.map(messageOf));
  return { text, blocks: [...blocks] };
}

function messageOf({ Text, Blocks }: KeptMessage): Message {
  return { text: Text, blocks: JSON.parse(Blocks) };
}

function isWordsOnly(row: KeptMessage): boolean {
  return isLine(messageOf(row));
}

/** Neither shown nor given up. */
function isWaiting({ PostedTs, PostedOrder = '', Order, UnknownPosts = 0 }: KeptMessage): boolean {
  return PostedTs === undefined && PostedOrder < Order && UnknownPosts < MOST_UNKNOWN;
}

/** As it happened. */
function inOrder(rows: readonly KeptMessage[]): readonly KeptMessage[] {
  return rows.toSorted((a, b) =>
    a.Order === b.Order ? (a.Key < b.Key ? -1 : 1) : a.Order < b.Order ? -1 : 1,
  );
}
