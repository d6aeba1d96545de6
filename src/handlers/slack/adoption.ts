import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { ADOPT } from '../../blocks/ids.ts';
import { clickJob, replyToClick } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** What a mesh admin confirms after having looked at it. */
export function registerAdoption(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  app.action<BlockAction<ButtonAction>>(ADOPT, async ({ ack, action, body }) => {
    await jobs.send({
      kind: 'adopt',
      shown: action.value ?? '',
      ...clickJob(action, body, now()),
      reply: replyToClick(body),
    });
    await ack();
  });
}
