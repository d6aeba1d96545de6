import type { App } from '@slack/bolt';
import { PRODUCT_ACTION, TABLES_ACTION } from '../../blocks/ids.ts';
import { option } from '../../blocks/option.ts';
import { allTablesOption, tableOption } from '../../blocks/table-choice.ts';
import type { Job } from '../jobs/job.ts';
import { domainsOf, offeredByKey } from '../offered-domains.ts';
import { searchProducts } from '../search-products.ts';
import { parseRequestForm } from './parse-request-form.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

/** Slack shows at most 100 options. */
const MOST = 100;
/** Of these, whole domains; they come last. */
const MOST_DOMAINS = 10;

/** Type-ahead, answered from the catalogue cache alone. */
export function registerOptions(app: App, { catalogue }: Pick<SlackDependencies, 'catalogue'>): void {
  /** Who is in no team that could ask, a guest for example, gets to see nothing of what there is. */
  const offeredTo = async ({ workspace, user }: Pick<Job, 'workspace' | 'user'>) => {
    const [teams, products] = await Promise.all([catalogue.teamsOf(workspace, user), catalogue.products()]);
    return teams.length > 0 ? products : [];
  };

  app.options(PRODUCT_ACTION, async ({ ack, payload, body }) => {
    const products = await offeredTo(whoActed(body));
    const domains = searchProducts(domainsOf(products), payload.value).slice(0, MOST_DOMAINS);
    const found = searchProducts(products, payload.value).slice(0, MOST - domains.length);
    await ack({
      options: [...found, ...domains].map(({ key, title, ownerTeamName }) =>
        option(key, `${title} · ${ownerTeamName}`),
      ),
    });
  });

  app.options(TABLES_ACTION, async ({ ack, payload, body }) => {
    const productKey = 'view' in body && body.view ? parseRequestForm(body.view).productKey : undefined;
    const product = offeredByKey(await offeredTo(whoActed(body)), productKey);
    const typed = payload.value.trim().toLowerCase();
    const found = (product?.tables ?? []).filter(({ name }) => name.toLowerCase().includes(typed));
    const all = product && 'all tables'.startsWith(typed) ? allTablesOption(product) : [];
    await ack({ options: [...all, ...found.map(tableOption)].slice(0, MOST) });
  });
}
