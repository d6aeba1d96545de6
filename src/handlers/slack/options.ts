import type { App } from '@slack/bolt';
import { PRODUCT_ACTION, TABLES_ACTION } from '../../blocks/ids.ts';
import { option } from '../../blocks/option.ts';
import { allTablesOption, tableOption } from '../../blocks/table-choice.ts';
import { domainsOf, offeredByKey } from '../offered-domains.ts';
import { searchProducts } from '../search-products.ts';
import { parseRequestForm } from './parse-request-form.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** Slack shows at most 100 options. */
const MOST = 100;
/** Of these, whole domains; they come last. */
const MOST_DOMAINS = 10;

/** Type-ahead, answered from the catalogue cache alone. */
export function registerOptions(app: App, { catalogue }: Pick<SlackDependencies, 'catalogue'>): void {
  app.options(PRODUCT_ACTION, async ({ ack, payload }) => {
    const products = await catalogue.products();
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
    const product = offeredByKey(await catalogue.products(), productKey);
    const typed = payload.value.trim().toLowerCase();
    const found = (product?.tables ?? []).filter(({ name }) => name.toLowerCase().includes(typed));
    const all = product && 'all tables'.startsWith(typed) ? allTablesOption(product) : [];
    await ack({ options: [...all, ...found.map(tableOption)].slice(0, MOST) });
  });
}
