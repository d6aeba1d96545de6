import type { KnownBlock, ModalView } from '@slack/types';
import { noticeView } from './deny-modal.ts';
import {
  DELETE_PRODUCT_ACTION,
  DELETE_PRODUCT_BLOCK,
  DELETE_PRODUCT_CHOICE,
  DELETE_PRODUCT_CHOICE_BLOCK,
  DELETE_PRODUCT_VIEW,
  NOTICE_VIEW,
  PRODUCT_END_ACTION,
  PRODUCT_END_BLOCK,
  PRODUCT_END_REASON_BLOCK,
} from './ids.ts';
import { plain, section } from './message.ts';
import { option } from './option.ts';
import { clip, listed, moment, typed } from './text.ts';

export const DELETE_TITLE = 'Delete a product';

export interface DeleteProductData {
  readonly product: string;
  /** Mesh database; what the person types to confirm. */
  readonly database: string;
  /** Key of the team that owns it. */
  readonly team: string;
  readonly tables: readonly string[];
  /** Who rests on it, in words, ready for mrkdwn. */
  readonly live: readonly string[];
  /** Requests that would be denied, in words, ready for mrkdwn. */
  readonly waiting: readonly string[];
  /** When it leaves the mesh, as was announced; epoch seconds. */
  readonly endsAt?: number | undefined;
  /** The first day that can be chosen, `YYYY-MM-DD`. */
  readonly firstDay: string;
}

const SHOWN = 15;

/** Says who rests on the product before anything is done; while somebody does, an end can be announced, and one that was announced taken back. */
export function deleteProductModal(data: DeleteProductData): ModalView {
  const { product, database, team, tables, live, waiting, endsAt } = data;
  if (endsAt !== undefined) {
    return keepModal(data, endsAt);
  }
  if (live.length > 0) {
    return announceModal(data);
  }
  const names = listed(
    tables.map((name) => `\`${typed(name, 80)}\``),
    SHOWN,
  );
  const denied =
    waiting.length > 0
      ? `\n${waiting.length === 1 ? 'One request waits and is' : `${waiting.length} requests wait and are`} denied, with this as the reason:\n${lines(waiting)}`
      : '';
  return {
    type: 'modal',
    callback_id: DELETE_PRODUCT_VIEW,
    private_metadata: JSON.stringify({ team, database }),
    title: plain(DELETE_TITLE),
    submit: plain('Delete product'),
    close: plain('Keep it'),
    blocks: [
      section(
        clip(
          `*${typed(product, 80)}* leaves the mesh with ${tables.length === 1 ? 'its table' : `its ${tables.length} tables`}: ${names || 'none'}. Nobody has access to it now. The tables in your own account stay as they are; you can publish them again.${denied}`,
          2900,
        ),
      ),
      {
        type: 'input',
        block_id: DELETE_PRODUCT_BLOCK,
        label: plain(clip(`Type ${database} to confirm`, 300)),
        element: { type: 'plain_text_input', action_id: DELETE_PRODUCT_ACTION, max_length: 255 },
      },
    ],
  };
}

/** Somebody has access: it is not deleted now, but its end can be announced. */
function announceModal({ product, database, team, live, waiting, firstDay }: DeleteProductData): ModalView {
  const denied =
    waiting.length > 0
      ? ` ${waiting.length === 1 ? 'One request that waits is' : `${waiting.length} requests that wait are`} denied now.`
      : '';
  return {
    type: 'modal',
    callback_id: DELETE_PRODUCT_VIEW,
    private_metadata: JSON.stringify({ team, database }),
    title: plain(DELETE_TITLE),
    submit: plain('Announce the end'),
    close: plain('Keep it'),
    blocks: [
      section(
        clip(
          `*${typed(product, 80)}* is not deleted now: ${live.length === 1 ? 'an access rests' : `${live.length} accesses rest`} on it.\n${lines(live)}\nYou can announce its last day. Whoever has access is told now and warned before; every access ends with that day at the latest, and then the product is deleted. Nobody can ask for it from now on.${denied} Until that day you can take it back here.`,
          2900,
        ),
      ),
      {
        type: 'input',
        block_id: PRODUCT_END_BLOCK,
        label: plain('Last day (it ends at midnight, UTC)'),
        element: { type: 'datepicker', action_id: PRODUCT_END_ACTION, initial_date: firstDay },
      },
      {
        type: 'input',
        block_id: PRODUCT_END_REASON_BLOCK,
        optional: true,
        label: plain('What they should know'),
        hint: plain('For example what takes its place.'),
        element: {
          type: 'plain_text_input',
          action_id: DELETE_PRODUCT_ACTION,
          multiline: true,
          max_length: 500,
        },
      },
    ],
  };
}

function keepModal({ product, database, team, live }: DeleteProductData, endsAt: number): ModalView {
  const rest =
    live.length > 0 ? `Until then these can use it:\n${lines(live)}` : 'Nobody has access to it any more.';
  return {
    type: 'modal',
    callback_id: DELETE_PRODUCT_VIEW,
    private_metadata: JSON.stringify({ team, database }),
    title: plain(DELETE_TITLE),
    submit: plain('Take it back'),
    close: plain('Close'),
    blocks: [
      section(
        clip(
          `*${typed(product, 80)}* leaves the mesh ${moment(endsAt)}, as was announced. ${rest}\nTake it back to keep the product: accesses then end as they did before, and people can ask for it again.`,
          2900,
        ),
      ),
    ],
  };
}

/** Which product is meant, where the words did not say. */
export function chooseProductToDelete(
  words: string,
  products: readonly { readonly key: string; readonly title: string; readonly database: string }[],
): ModalView {
  if (products.length === 0) {
    return noticeView(
      DELETE_TITLE,
      'Your teams have nothing in the mesh that could be deleted. `/mesh publish` offers tables.',
    );
  }
  const about = words
    ? `None of your products alone is called “${typed(words, 80)}”.`
    : 'Where somebody has access to it, you announce its last day instead.';
  const more =
    products.length > 100
      ? ` ${products.length - 100} more are not in the menu: type \`/mesh product delete <name>\`.`
      : '';
  const blocks: KnownBlock[] = [
    {
      type: 'section',
      block_id: DELETE_PRODUCT_CHOICE_BLOCK,
      text: { type: 'mrkdwn', text: `Which product shall leave the mesh? ${about}${more}` },
      accessory: {
        type: 'static_select',
        action_id: DELETE_PRODUCT_CHOICE,
        placeholder: plain('Choose a product'),
        options: products
          .slice(0, 100)
          .map(({ key, title, database }) =>
            option(key, title === database ? title : `${clip(title, 36)} · ${clip(database, 36)}`),
          ),
      },
    },
  ];
  return {
    type: 'modal',
    callback_id: NOTICE_VIEW,
    title: plain(DELETE_TITLE),
    close: plain('Cancel'),
    blocks,
  };
}

function lines(items: readonly string[]): string {
  const shown = items.slice(0, SHOWN).map((item) => `• ${item}`);
  return [...shown, ...(items.length > SHOWN ? [`• and ${items.length - SHOWN} more`] : [])].join('\n');
}
