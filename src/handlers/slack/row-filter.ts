import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { loadingView } from '../../blocks/deny-modal.ts';
import {
  ROW_FILTER_DELETE,
  ROW_FILTER_DESCRIPTION_BLOCK,
  ROW_FILTER_EXPRESSION_BLOCK,
  ROW_FILTER_NAME_BLOCK,
  ROW_FILTER_OPEN,
  ROW_FILTER_TABLE_BLOCK,
  ROW_FILTER_VIEW,
  WORDS_ACTION,
} from '../../blocks/ids.ts';
import { clickJob, formJob, replyToClick } from './job-of-gesture.ts';
import { openLoading } from './open-loading.ts';
import type { SlackDependencies } from './register-handlers.ts';

const TITLE = 'Row filter';

/** New filter…, Change…, Delete, and the form behind the first two: the worker knows the tables, and who decides for them. */
export function registerRowFilter(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  app.action<BlockAction<ButtonAction>>(ROW_FILTER_OPEN, async ({ ack, action, body, client }) => {
    const job = { place: action.value ?? '', ...clickJob(action, body, now()) };
    await openLoading(client, body.trigger_id, TITLE, (reply) =>
      jobs.send({ kind: 'open-row-filter', ...job, reply }),
    );
    await ack();
  });

  app.action<BlockAction<ButtonAction>>(ROW_FILTER_DELETE, async ({ ack, action, body }) => {
    await jobs.send({
      kind: 'delete-row-filter',
      place: action.value ?? '',
      ...clickJob(action, body, now()),
      reply: replyToClick(body),
    });
    await ack();
  });

  app.view(ROW_FILTER_VIEW, async ({ ack, body, view }) => {
    const at = (block: string) => view.state.values[block]?.[WORDS_ACTION];
    await jobs.send({
      kind: 'save-row-filter',
      ...formJob(view, body, now()),
      reply: { viewId: view.id, submittedHash: view.hash },
      metadata: view.private_metadata,
      table: at(ROW_FILTER_TABLE_BLOCK)?.selected_option?.value ?? '',
      name: at(ROW_FILTER_NAME_BLOCK)?.value ?? '',
      expression: at(ROW_FILTER_EXPRESSION_BLOCK)?.value ?? '',
      description: at(ROW_FILTER_DESCRIPTION_BLOCK)?.value ?? '',
    });
    await ack({ response_action: 'update', view: loadingView(TITLE) });
  });
}
