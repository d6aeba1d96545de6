import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { DENY_REASON_LIMIT, DENY_REASON_MIN, loadingView } from '../../blocks/deny-modal.ts';
import { DENY, DENY_REASON_ACTION, DENY_REASON_BLOCK, DENY_VIEW } from '../../blocks/ids.ts';
import { parseButtonValue } from './button-value.ts';
import { decisionJob } from './decision-job.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

/**
 * Deny opens an empty view while its trigger lives and sends one job; the worker fills the view once it knows that this person may decide.
 * The reason comes back as a second job, authorised again.
 */
export function registerDeny(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  app.action<BlockAction<ButtonAction>>(DENY, async ({ ack, action, body, client }) => {
    const job = decisionJob(action, body, now());
    const { view } = await client.views.open({
      trigger_id: body.trigger_id,
      view: loadingView('Deny request'),
    });
    await jobs.send({
      kind: 'open-deny',
      ...job,
      reply: { ...job.reply, ...(view?.id ? { viewId: view.id } : {}) },
    });
    await ack();
  });

  app.view(DENY_VIEW, async ({ ack, body, view }) => {
    const reason = (view.state.values[DENY_REASON_BLOCK]?.[DENY_REASON_ACTION]?.value ?? '').trim();
    const length = [...reason].length;
    if (length < DENY_REASON_MIN || length > DENY_REASON_LIMIT) {
      return ack({
        response_action: 'errors',
        errors: {
          [DENY_REASON_BLOCK]: `Write ${DENY_REASON_MIN} to ${DENY_REASON_LIMIT} characters; the requester reads them.`,
        },
      });
    }
    await jobs.send({
      kind: 'deny',
      id: `${view.id}-${view.hash}`,
      at: now(),
      ...whoActed(body),
      ...parseButtonValue(view.private_metadata),
      reply: {},
      reason,
    });
    return ack();
  });
}
