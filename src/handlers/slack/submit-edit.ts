import type { App } from '@slack/bolt';
import { EDIT_VIEW } from '../../blocks/ids.ts';
import { parseButtonValue } from './button-value.ts';
import { checkRequestForm } from './check-request-form.ts';
import { formJob } from './job-of-gesture.ts';
import { parseRequestForm } from './parse-request-form.ts';
import { policyAnswers } from './policy-answers.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** "Save changes" of a waiting request: checked as a new one, then handed to the worker. */
export function registerSubmitEdit(
  app: App,
  { jobs, catalogue, now }: Pick<SlackDependencies, 'jobs' | 'catalogue' | 'now'>,
): void {
  app.view(EDIT_VIEW, async ({ ack, body, view }) => {
    const form = parseRequestForm(view);
    const checked = checkRequestForm(form, await catalogue.products(), now());
    if (!checked.ok) {
      return ack({ response_action: 'errors', errors: { ...checked.errors } });
    }
    await jobs.send({
      kind: 'edit',
      ...formJob(view, body, now()),
      ...parseButtonValue(form.editing),
      tables: [...checked.tables],
      permissions: [...form.permissions],
      reason: form.reason.trim(),
      ...policyAnswers(form, checked.product),
      ...(form.durationSeconds === undefined ? {} : { durationSeconds: form.durationSeconds }),
      ...(form.expiresAt === undefined ? {} : { expiresAt: form.expiresAt }),
    });
    return ack();
  });
}
