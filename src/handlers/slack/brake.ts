import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { BRAKE_GO, BRAKE_HOLD } from '../../blocks/ids.ts';
import { clickJob, replyToClick } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';

const BUTTONS = [
  { action: BRAKE_GO, choice: 'allow' },
  { action: BRAKE_HOLD, choice: 'hold' },
] as const;

/** What the admins answer when a sweep would end too much at once. */
export function registerBrake(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const { action: id, choice } of BUTTONS) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body }) => {
      await jobs.send({
        kind: 'brake',
        choice,
        most: Number(action.value),
        ...clickJob(action, body, now()),
        reply: replyToClick(body),
      });
      await ack();
    });
  }
}
