import type { App, BlockAction, ButtonAction, ViewOutput } from '@slack/bolt';
import {
  MODIFY_NOTE_BLOCK,
  MODIFY_VIEW,
  PLAN_SHOW,
  REVIEW_NOTE_BLOCK,
  REVIEW_VIEW,
  REVOKE_REASON_ACTION,
  REVOKE_REASON_BLOCK,
  REVOKE_VIEW,
} from '../../blocks/ids.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import { parseButtonValue } from './button-value.ts';
import { clickJob, formJob } from './job-of-gesture.ts';
import { pushLoading } from './open-loading.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { readModify } from './submit-modify.ts';
import { readReview } from './submit-review.ts';

/** "Approve this" and "Change"; and in these forms, and in that of an end, Plan, which shows over the form what its choices would do. */
export function registerSubmitDecision(
  app: App,
  { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>,
): void {
  for (const [id, read] of [
    [REVIEW_VIEW, readReview],
    [MODIFY_VIEW, readModify],
  ] as const) {
    app.view(id, async ({ ack, body, view }) => {
      const { errors, job } = read(view, now());
      if (Object.keys(errors).length > 0) {
        return ack({ response_action: 'errors', errors });
      }
      await jobs.send({ ...job, ...formJob(view, body, now()) });
      return ack();
    });
  }

  app.action<BlockAction<ButtonAction>>(PLAN_SHOW, async ({ ack, action, body, client }) => {
    const { view } = body;
    if (view) {
      await pushLoading(client, body.trigger_id, 'Plan', async (reply) => {
        const click = clickJob(action, body, now());
        const of = { ...planned(view, now()), ...click, reply: {} };
        await jobs.send({ ...click, kind: 'open-plan', subscriptionId: of.subscriptionId, of, reply });
      });
    }
    await ack();
  });
}

/** What the form would do as it stands; why it is done can still be written. Throws `InvalidRequestError` (`BAD_FORM`). */
function planned(view: ViewOutput, now: number) {
  if (view.callback_id === REVOKE_VIEW) {
    const reason = view.state.values[REVOKE_REASON_BLOCK]?.[REVOKE_REASON_ACTION]?.value ?? '';
    return { kind: 'revoke', ...parseButtonValue(view.private_metadata), reason } as const;
  }
  const { errors, job } = view.callback_id === REVIEW_VIEW ? readReview(view, now) : readModify(view);
  const [error] = Object.entries(errors).filter(
    ([block]) => block !== REVIEW_NOTE_BLOCK && block !== MODIFY_NOTE_BLOCK,
  );
  if (error) {
    throw new InvalidRequestError('BAD_FORM', 'a plan of a form that cannot be sent', {
      userMessage: error[1],
    });
  }
  return job;
}
