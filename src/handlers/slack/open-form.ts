import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import {
  ANSWER,
  ASK,
  ASK_AGAIN,
  DENY,
  EDIT,
  EXTEND,
  EXTENSION_DENY,
  MODIFY,
  REVIEW,
  REVOKE,
} from '../../blocks/ids.ts';
import type { Job } from '../jobs/job.ts';
import { decisionJob } from './decision-job.ts';
import { openLoading } from './open-loading.ts';
import type { SlackDependencies } from './register-handlers.ts';

const FORMS = [
  { action: DENY, kind: 'open-deny', title: 'Deny request' },
  { action: REVIEW, kind: 'open-review', title: 'Review request' },
  { action: MODIFY, kind: 'open-modify', title: 'Change permissions' },
  { action: REVOKE, kind: 'open-revoke', title: 'End access' },
  { action: ASK, kind: 'open-ask', title: 'Ask the requester' },
  { action: ASK_AGAIN, kind: 'open-again', title: 'Ask again' },
  { action: EDIT, kind: 'open-edit', title: 'Change request' },
  { action: ANSWER, kind: 'open-answer', title: 'Answer the owners' },
  { action: EXTEND, kind: 'open-extend', title: 'Ask for more time' },
  { action: EXTENSION_DENY, kind: 'open-deny-extension', title: 'Deny extension' },
] as const satisfies readonly { action: string; kind: Job['kind']; title: string }[];

/**
 * Deny, Review, Ask, Answer and End access open an empty view while the trigger lives and send one job; the worker fills the view once it knows that
 * this person may. Until then the view says nothing about the request.
 */
export function registerForms(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const { action: id, kind, title } of FORMS) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body, client }) => {
      const job = decisionJob(action, body, now());
      await openLoading(client, body.trigger_id, title, (reply) =>
        jobs.send({ kind, ...job, reply: { ...job.reply, ...reply } }),
      );
      await ack();
    });
  }
}
