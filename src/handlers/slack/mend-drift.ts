import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { DRIFT_END, DRIFT_REPAIR, DRIFT_REVOKE } from '../../blocks/ids.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

const BUTTONS = [
  { action: DRIFT_REPAIR, remedy: 'repair' },
  { action: DRIFT_REVOKE, remedy: 'revoke' },
  { action: DRIFT_END, remedy: 'end' },
] as const;

/** What is done about a difference: one job, which looks for the difference again and decides who may. */
export function registerMendDrift(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const { action: id, remedy } of BUTTONS) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body }) => {
      const channel = body.channel?.id ?? body.container['channel_id'];
      await jobs.send({
        kind: 'repair',
        remedy,
        finding: findingId(action.value),
        id: `${action.action_id}-${body.user.id}-${action.action_ts}`,
        at: now(),
        ...whoActed(body),
        reply: {
          ...(body.response_url ? { responseUrl: body.response_url } : {}),
          ...(typeof channel === 'string' ? { channel } : {}),
        },
      });
      await ack();
    });
  }
}

/** Throws `InvalidRequestError` (`BAD_FINDING`). */
export function findingId(text = ''): string {
  if (!/^[0-9a-f]{12}$/.test(text)) {
    throw new InvalidRequestError('BAD_FINDING', 'a finding that is no id of ours', {
      userMessage:
        'Name the difference by its twelve characters and say what to do, as in `/mesh repair 0f3a9c1b22de repair`. `/mesh drift` lists them.',
    });
  }
  return text;
}
