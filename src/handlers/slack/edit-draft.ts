import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { EDIT_DRAFT } from '../../blocks/ids.ts';
import { requestModal } from '../../blocks/request-modal.ts';
import { RequestForm } from '../jobs/request-form.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

/** "Change it and send again": the refused form comes back as it was filled. */
export function registerEditDraft(app: App, { catalogue }: Pick<SlackDependencies, 'catalogue'>): void {
  app.action<BlockAction<ButtonAction>>(EDIT_DRAFT, async ({ ack, action, body, client }) => {
    const { workspace, user } = whoActed(body);
    const [draft, products, teams] = await Promise.all([
      catalogue.draft(action.value ?? ''),
      catalogue.products(),
      catalogue.teamsOf(workspace, user),
    ]);
    const form = RequestForm.safeParse(draft);
    const product = products.find(({ database }) => form.success && database === form.data.database);
    await client.views.open({
      trigger_id: body.trigger_id,
      view: requestModal({
        teams,
        ...(product ? { product } : {}),
        ...(form.success ? { filled: form.data, again: form.data.again, notice: noticeOf(form.data) } : {}),
      }),
    });
    await ack();
  });
}

/** What a form that asks again has to say. */
function noticeOf({ again }: RequestForm): string | undefined {
  return again === undefined
    ? undefined
    : 'This was denied before. Say below how the reason of the denial is addressed.';
}
