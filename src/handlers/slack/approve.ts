import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { APPROVE } from '../../blocks/ids.ts';
import { decisionJob } from './decision-job.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** Approve: one job. The card changes when the record does, never before. */
export function registerApprove(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  app.action<BlockAction<ButtonAction>>(APPROVE, async ({ ack, action, body }) => {
    await jobs.send({ kind: 'approve', ...decisionJob(action, body, now()) });
    await ack();
  });
}
