import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { IMPORT } from '../../blocks/ids.ts';
import { decisionJob } from './decision-job.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** Import now: one job; the message changes when the record says imported. */
export function registerImport(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  app.action<BlockAction<ButtonAction>>(IMPORT, async ({ ack, action, body }) => {
    await jobs.send({ kind: 'import', ...decisionJob(action, body, now()) });
    await ack();
  });
}
