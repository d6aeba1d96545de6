import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { BRAKE } from '../../blocks/ids.ts';
import { clickJob, replyToClick } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** What the admins answer when a sweep would end too much at once. */
export function registerBrake(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const choice of ['allow', 'hold'] as const) {
    app.action<BlockAction<ButtonAction>>(`${BRAKE}${choice}`, async ({ ack, action, body }) => {
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
