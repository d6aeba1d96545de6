import type { BlockAction, ButtonAction } from '@slack/bolt';
import { parseButtonValue } from './button-value.ts';
import { whoActed } from './who.ts';

/** The parts that every job from a button has. The same click, however often Slack sends it, makes the same id. */
export function decisionJob(action: ButtonAction, body: BlockAction, at: number) {
  const channel = body.channel?.id ?? body.container['channel_id'];
  return {
    id: `${action.action_id}-${body.user.id}-${action.action_ts}`,
    at,
    ...whoActed(body),
    ...parseButtonValue(action.value),
    reply: {
      ...(body.response_url ? { responseUrl: body.response_url } : {}),
      ...(typeof channel === 'string' ? { channel } : {}),
    },
  };
}
