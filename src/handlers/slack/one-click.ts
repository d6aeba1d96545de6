import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import {
  APPROVE,
  EXTENSION_APPROVE,
  IMPORT,
  KEEP_PARTIAL,
  LET_END,
  NUDGE,
  PLAN_CONFIRM,
  RETRY,
  ROLL_BACK,
  SHARE_AGAIN,
  SHARE_HELD,
  WITHDRAW,
} from '../../blocks/ids.ts';
import type { Job } from '../jobs/job.ts';
import { decisionJob } from './decision-job.ts';
import type { SlackDependencies } from './register-handlers.ts';

const BUTTONS = [
  { action: APPROVE, kind: 'approve' },
  { action: IMPORT, kind: 'import' },
  { action: WITHDRAW, kind: 'withdraw' },
  { action: NUDGE, kind: 'nudge' },
  { action: RETRY, kind: 'retry' },
  { action: KEEP_PARTIAL, kind: 'keep-partial' },
  { action: ROLL_BACK, kind: 'roll-back' },
  { action: SHARE_AGAIN, kind: 'share-again' },
  { action: SHARE_HELD, kind: 'share-held' },
  { action: LET_END, kind: 'let-end' },
  { action: PLAN_CONFIRM, kind: 'confirm-plan' },
  { action: EXTENSION_APPROVE, kind: 'approve-extension' },
] as const satisfies readonly { action: string; kind: Job['kind'] }[];

/** Buttons that need nothing more than the click: one job. The message changes when the record does, never before. */
export function registerOneClick(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const { action: id, kind } of BUTTONS) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body }) => {
      await jobs.send({ kind, ...decisionJob(action, body, now()) });
      await ack();
    });
  }
}
