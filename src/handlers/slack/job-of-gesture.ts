import type { BlockAction, BlockElementAction, SlackViewAction, ViewOutput } from '@slack/bolt';
import { whoActed } from './who.ts';

/** The parts that every job from a click has. The same click, however often Slack sends it, makes the same id. */
export function clickJob(
  { action_id, action_ts }: Pick<BlockElementAction, 'action_id' | 'action_ts'>,
  body: BlockAction,
  at: number,
) {
  return { id: `${action_id}-${body.user.id}-${action_ts}`, at, ...whoActed(body) };
}

/** The parts that every job from a form has. The same submission, however often Slack sends it, makes the same id. */
export function formJob({ id, hash }: Pick<ViewOutput, 'id' | 'hash'>, body: SlackViewAction, at: number) {
  return { id: `${id}-${hash}`, at, ...whoActed(body), reply: {} };
}

/** Where the answer to a click in a message belongs. */
export function replyToClick(body: BlockAction) {
  const channel = body.channel?.id ?? body.container['channel_id'];
  return {
    ...(body.response_url ? { responseUrl: body.response_url } : {}),
    ...(typeof channel === 'string' ? { channel } : {}),
  };
}
