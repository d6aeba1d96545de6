import type { App, BlockAction, ExternalSelectAction } from '@slack/bolt';
import { PRODUCT_ACTION } from '../../blocks/ids.ts';
import { requestModal } from '../../blocks/request-modal.ts';
import { offeredByKey } from '../offered-domains.ts';
import { formMarks } from './form-marks.ts';
import { clickJob } from './job-of-gesture.ts';
import { parseRequestForm } from './parse-request-form.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

/** A product was picked: the form grows its tables and says who will decide; the worker adds what is held of it. What was typed elsewhere stays. */
export function registerChooseProduct(app: App, { catalogue, jobs, now }: SlackDependencies): void {
  app.action<BlockAction<ExternalSelectAction>>(PRODUCT_ACTION, async ({ ack, action, body, client }) => {
    const { workspace, user } = whoActed(body);
    const [products, teams] = await Promise.all([catalogue.products(), catalogue.teamsOf(workspace, user)]);
    const product = offeredByKey(products, action.selected_option?.value);
    if (product && teams.length > 0 && body.view) {
      const { permissions, reason, durationSeconds, expiresAt, isLengthChosen, again } = parseRequestForm(
        body.view,
      );
      const state = {
        teams,
        product,
        ...(again === undefined ? {} : { again }),
        filled: {
          tables: [],
          permissions,
          reason,
          ...(expiresAt === undefined ? {} : { expiresAt }),
          ...(isLengthChosen ? { durationSeconds } : { durationSeconds: product.defaultSeconds }),
        },
      };
      const { view } = await client.views.update({
        view_id: body.view.id,
        hash: body.view.hash,
        view: requestModal(state),
      });
      await jobs.send({ ...clickJob(action, body, now()), ...formMarks(view, state) });
    }
    await ack();
  });
}
