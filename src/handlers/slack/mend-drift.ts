import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import * as z from 'zod/mini';
import {
  DRIFT_ADOPT,
  DRIFT_END,
  DRIFT_IGNORE,
  DRIFT_NOTE_BLOCK,
  DRIFT_REPAIR,
  DRIFT_REVOKE,
  DRIFT_UNTIL_BLOCK,
  DRIFT_VIEW,
  WORDS_ACTION,
} from '../../blocks/ids.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import { clickJob, formJob, replyToClick } from './job-of-gesture.ts';
import { openLoading } from './open-loading.ts';
import type { SlackDependencies } from './register-handlers.ts';

const BUTTONS = [
  { action: DRIFT_REPAIR, remedy: 'repair' },
  { action: DRIFT_REVOKE, remedy: 'revoke' },
  { action: DRIFT_END, remedy: 'end' },
] as const;

const FORMS = [
  { action: DRIFT_ADOPT, remedy: 'adopt', title: 'Adopt access' },
  { action: DRIFT_IGNORE, remedy: 'ignore', title: 'Leave it for now' },
] as const;

const Chosen = z.object({ finding: z.string(), remedy: z.enum(['adopt', 'ignore']) });

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
  for (const { action: id, remedy, title } of FORMS) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body, client }) => {
      const job = { remedy, finding: findingId(action.value), ...clickJob(action, body, now()) };
      await openLoading(client, body.trigger_id, title, (reply) =>
        jobs.send({ kind: 'open-repair', ...job, reply: { ...replyToClick(body), ...reply } }),
      );
      await ack();
    });
  }
  app.view(DRIFT_VIEW, async ({ ack, body, view }) => {
    const { finding, remedy } = Chosen.parse(JSON.parse(view.private_metadata));
    const at = (block: string) => view.state.values[block]?.[WORDS_ACTION];
    const until = at(DRIFT_UNTIL_BLOCK)?.selected_date ?? 'never';
    const words = `${until} ${at(DRIFT_NOTE_BLOCK)?.value ?? ''}`;
    await jobs.send({ kind: 'repair', finding, remedy, words, ...formJob(view, body, now()) });
    await ack();
  });
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
