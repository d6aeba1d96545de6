import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { DRIFT_END, DRIFT_REPAIR, DRIFT_REVOKE } from '../../blocks/ids.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import { clickJob, replyToClick } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';

const BUTTONS = [
  { action: DRIFT_REPAIR, remedy: 'repair' },
  { action: DRIFT_REVOKE, remedy: 'revoke' },
  { action: DRIFT_END, remedy: 'end' },
] as const;

/** What is done about a difference: one job, which looks for the difference again and decides who may. */
export function registerMendDrift(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const { action: id, remedy } of BUTTONS) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body }) => {
      await jobs.send({
        kind: 'repair',
        remedy,
        finding: findingId(action.value),
        ...clickJob(action, body, now()),
        reply: replyToClick(body),
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
