import type { App } from '@slack/bolt';
import { noticeView } from '../../blocks/deny-modal.ts';
import { REQUEST_VIEW } from '../../blocks/ids.ts';
import { listed, typed } from '../../blocks/text.ts';
import { checkRequestForm } from './check-request-form.ts';
import { formJob } from './job-of-gesture.ts';
import { parseRequestForm } from './parse-request-form.ts';
import { policyAnswers } from './policy-answers.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** "Send request": checked against the cache at once, then handed to the worker, which alone knows what is true. */
export function registerSubmitRequest(app: App, { jobs, catalogue, now }: SlackDependencies): void {
  app.view(REQUEST_VIEW, async ({ ack, body, view }) => {
    const form = parseRequestForm(view);
    const checked = checkRequestForm(form, await catalogue.products(), now());
    if (!checked.ok) {
      return ack({ response_action: 'errors', errors: { ...checked.errors } });
    }
    const { product, tables, isAll, live } = checked;
    const isDomain = product.database === '';
    await jobs.send({
      kind: 'request-access',
      ...formJob(view, body, now()),
      reply: { viewId: view.id },
      form: {
        team: form.teamKey ?? '',
        database: product.database,
        // All of a domain is more than a job can carry; the worker knows what it is.
        tables: isDomain && isAll ? [] : [...tables],
        ...(isDomain && product.domain ? { domain: product.domain } : {}),
        ...(live ? { live } : {}),
        permissions: [...form.permissions],
        reason: form.reason.trim(),
        ...policyAnswers(form, product),
        ...(form.again === undefined ? {} : { again: form.again }),
        ...(form.durationSeconds === undefined ? {} : { durationSeconds: form.durationSeconds }),
        ...(form.expiresAt === undefined ? {} : { expiresAt: form.expiresAt }),
      },
    });
    const what = listed(
      tables.map((name) => typed(name, 80)),
      5,
    );
    return ack({
      response_action: 'update',
      view: noticeView(
        'Request sent',
        `:incoming_envelope: Your request for *${what}*${live ? ', and what is added later,' : ''} goes to *${typed(product.ownerTeamName, 80)}*.\nYou get a message from me when it has arrived there, and when it is decided.`,
      ),
    });
  });
}
