import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { ADOPT, RESTORED } from '../../blocks/ids.ts';
import { clickJob, replyToClick } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** What a mesh admin confirms after having looked at it: what was here before the app, or a table that was restored. */
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
  app.action<BlockAction<ButtonAction>>(RESTORED, async ({ ack, action, body }) => {
    const shown = action.value ?? '';
    await jobs.send({
      kind: 'restored',
      choice: shown === 'begin' ? 'begin' : 'confirm',
      shown,
      ...clickJob(action, body, now()),
      reply: replyToClick(body),
    });
    await ack();
  });
}
