import type { InputBlock, KnownBlock } from '@slack/types';
import { PRODUCT_ACTION, PRODUCT_BLOCK } from './ids.ts';
import { plain } from './message.ts';
import { option } from './option.ts';
import type { RequestModalProduct, RequestModalState } from './request-modal.ts';
import { clip, typed } from './text.ts';
import { whoDecides } from './who-decides.ts';

/** Found by typing: a static list ends at a hundred. */
export function productInput({ product, words }: RequestModalState): InputBlock {
  const hint =
    words && !product ? `Nothing is called “${clip(words, 100)}”. Type part of another name.` : undefined;
  return {
    type: 'input',
    block_id: PRODUCT_BLOCK,
    dispatch_action: true,
    label: plain('Data product'),
    ...(hint ? { hint: plain(hint) } : {}),
    element: {
      type: 'external_select',
      action_id: PRODUCT_ACTION,
      min_query_length: 0,
      placeholder: plain('Type part of a product, domain or table name'),
      ...(product ? { initial_option: option(product.key, product.title) } : { focus_on_load: true }),
    },
  };
}

/** Who will decide, before anything is sent. */
export function aboutProduct(product: RequestModalProduct): KnownBlock {
  return {
    type: 'context',
    block_id: `about-${product.key}`,
    elements: [
      { type: 'plain_text', text: clip(product.description || `Database ${product.database}`, 300) },
      { type: 'mrkdwn', text: `Owned by *${typed(product.ownerTeamName, 80)}*. ${whoDecides(product)}` },
    ],
  };
}
