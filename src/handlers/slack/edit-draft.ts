import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { EDIT_DRAFT } from '../../blocks/ids.ts';
import { type RequestForm, requestForm } from '../jobs/request-form.ts';
import { domainsOf } from '../offered-domains.ts';
import type { CachedProduct } from '../ports.ts';
import { openRequest } from './open-request.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

/** "Change it and send again": the refused form comes back as it was filled. */
export function registerEditDraft(app: App, { catalogue, jobs, now }: SlackDependencies): void {
  app.action<BlockAction<ButtonAction>>(EDIT_DRAFT, async ({ ack, action, body, client }) => {
    const who = whoActed(body);
    const [draft, products, teams] = await Promise.all([
      catalogue.draft(action.value ?? ''),
      catalogue.products(),
      catalogue.teamsOf(who.workspace, who.user),
    ]);
    const form = requestForm().safeParse(draft);
    const product = form.success ? productOf(products, form.data) : undefined;
    await openRequest(
      { jobs, now },
      client,
      { ...who, trigger: body.trigger_id },
      {
        teams,
        ...(product ? { product } : {}),
        ...(form.success ? { filled: form.data, again: form.data.again, notice: noticeOf(form.data) } : {}),
      },
    );
    await ack();
  });
}

/** One database may hold several products: the one with most of the tables, for some may have gone since. */
function productOf(
  products: readonly CachedProduct[],
  { database, domain, tables }: RequestForm,
): CachedProduct | undefined {
  if (domain !== undefined) {
    return domainsOf(products).find((each) => each.domain === domain);
  }
  const held = (product: CachedProduct) => product.tables.filter(({ name }) => tables.includes(name)).length;
  return products
    .filter((product) => product.database === database)
    .toSorted((one, other) => held(other) - held(one))[0];
}

/** What a form that asks again has to say. */
function noticeOf({ again }: RequestForm): string | undefined {
  return again === undefined
    ? undefined
    : 'This was denied before. Say below how the reason of the denial is addressed.';
}
