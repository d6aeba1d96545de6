import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import * as z from 'zod/mini';
import { DRIFT, DRIFT_NOTE_BLOCK, DRIFT_UNTIL_BLOCK, DRIFT_VIEW, WORDS_ACTION } from '../../blocks/ids.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import { REMEDIES } from '../jobs/remedies.ts';
import { clickJob, formJob, replyToClick } from './job-of-gesture.ts';
import { openLoading } from './open-loading.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** Those that have to be told more open a form. */
const FORMS = { adopt: 'Adopt access', ignore: 'Leave it for now' } as const;

const Chosen = z.lazy(() => z.object({ finding: z.string(), remedy: z.enum(['adopt', 'ignore']) }));

/** What is done about a difference: one job, which looks for the difference again and decides who may. */
export function registerMendDrift(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const remedy of REMEDIES) {
    app.action<BlockAction<ButtonAction>>(`${DRIFT}${remedy}`, async ({ ack, action, body, client }) => {
      const job = {
        finding: findingId(action.value),
        ...clickJob(action, body, now()),
        reply: replyToClick(body),
      };
      if (remedy === 'adopt' || remedy === 'ignore') {
        await openLoading(client, body.trigger_id, FORMS[remedy], (reply) =>
          jobs.send({ ...job, kind: 'open-repair', remedy, reply: { ...job.reply, ...reply } }),
        );
      } else {
        await jobs.send({ ...job, kind: 'repair', remedy });
      }
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
