import type { KnownBlock } from '@slack/types';
import { OPEN_PUBLISH, PUBLISH_RETRY } from './ids.ts';
import { type Message, section } from './message.ts';
import { clip, listed, mention, typed } from './text.ts';

export interface PublishState {
  /** Opaque id of the publication, for Retry. */
  readonly id: string;
  /** Source database. */
  readonly source: string;
  readonly product: string;
  /** Slack user id of the person who publishes. */
  readonly by: string;
  readonly isPublic: boolean;
  /** Names of the published tables. */
  readonly published: readonly string[];
  readonly total: number;
  readonly skipped: readonly { readonly sourceTable: string; readonly reason: string }[];
  readonly failed: readonly { readonly sourceTable: string; readonly reason: string }[];
}

const SHOWN = 10;

/** While it runs; the same message is updated as tables are done. */
export function publishingMessage({ source, product, total }: PublishState, done: number): Message {
  const text = `:hourglass_flowing_sand: Publishing ${named(product, source)}: ${done} of ${total} tables done. People can ask for them when this message says so.`;
  return { text, blocks: [section(text)] };
}

/** It does not go on, or not now; `why` says what to do. Retry where nothing more happens by itself. */
export function publishStoppedMessage(
  { id, source, product }: PublishState,
  why: string,
  { isOver }: { readonly isOver: boolean },
): Message {
  const text = clip(`:warning: Publishing ${named(product, source)} stopped. ${why}`, 2900);
  return { text, blocks: [section(text), ...(isOver ? [again(id)] : [])] };
}

/** The end: what is in the mesh, what is not and why, and what comes next. */
export function publishedMessage(state: PublishState): Message {
  const { source, product, published, skipped, failed, isPublic } = state;
  const names = listed(
    published.map((name) => typed(name, 80)),
    SHOWN,
  );
  const head =
    published.length === 0
      ? `:x: No table of ${named(product, source)} is published.`
      : failed.length > 0
        ? `:warning: ${published.length} of ${published.length + failed.length} tables of ${named(product, source)} are published: ${names}.`
        : `:white_check_mark: ${named(product, source)} is published with ${count(published.length)}: ${names}.`;
  const next =
    published.length === 0
      ? ''
      : isPublic
        ? `People find it with \`/mesh find ${typed(product, 80)}\`; their requests come to your team's channel. \`/mesh products\` shows who uses it.`
        : 'Only your team sees it; publish it again with “Everybody in the mesh may find it” to offer it.';
  const lines = [
    head,
    ...reasons(failed, 'failed'),
    ...reasons(skipped, 'stays out'),
    next,
    ...(failed.length > 0 ? ['*Retry* tries what failed once more.'] : []),
  ].filter((line) => line !== '');
  const blocks: KnownBlock[] = [section(clip(lines.join('\n'), 2900))];
  if (failed.length > 0) {
    blocks.push(again(state.id));
  }
  return { text: clip(lines.join('\n'), 2900), blocks };
}

function again(publication: string): KnownBlock {
  return {
    type: 'actions',
    block_id: 'publish-again',
    elements: [
      {
        type: 'button',
        action_id: PUBLISH_RETRY,
        style: 'primary',
        value: publication,
        text: { type: 'plain_text', text: 'Retry' },
      },
      { type: 'button', action_id: OPEN_PUBLISH, text: { type: 'plain_text', text: 'Publish more' } },
    ],
  };
}

/** One line for the owner's channel: the others of the team learn of it there. */
export function publishedNews({ by, product, source, published }: PublishState): Message {
  const names = listed(
    published.map((name) => typed(name, 80)),
    SHOWN,
  );
  const text = `${mention(by)} published ${named(product, source)}: ${names}.`;
  return { text, blocks: [section(text)] };
}

/** What stops several tables alike is said once, with their names. */
function reasons(
  tables: readonly { readonly sourceTable: string; readonly reason: string }[],
  what: string,
): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { sourceTable, reason } of tables) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), `\`${typed(sourceTable, 80)}\``]);
  }
  const lines = [...byReason].map(
    ([reason, names]) => `• ${listed(names, SHOWN)} ${what}: ${typed(reason, 300)}`,
  );
  return lines.length > SHOWN
    ? [...lines.slice(0, SHOWN), `• and ${lines.length - SHOWN} more reasons`]
    : lines;
}

function named(product: string, source: string): string {
  return `*${typed(product, 80)}* (database ${typed(source, 80)})`;
}

function count(tables: number): string {
  return tables === 1 ? 'one table' : `${tables} tables`;
}
