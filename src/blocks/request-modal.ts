import type { KnownBlock, ModalView } from '@slack/types';
import type { DurationBounds } from './durations.ts';
import { EDIT_VIEW, REQUEST_VIEW, UNTIL_ACTION, UNTIL_BLOCK } from './ids.ts';
import { plain } from './message.ts';
import { type PolicyInputsProduct, policyInputs } from './policy-inputs.ts';
import { aboutProduct, productInput } from './product-choice.ts';
import { durationInput, permissionsInput, reasonInput, teamInput } from './request-inputs.ts';
import { type ChoosableTables, tablesInput } from './table-choice.ts';
import { clip } from './text.ts';
import { untilInput } from './until-input.ts';
import type { DecidedBy } from './who-decides.ts';

export interface RequestModalProduct extends DurationBounds, DecidedBy, PolicyInputsProduct, ChoosableTables {
  readonly key: string;
  readonly title: string;
  readonly database: string;
  readonly description?: string | undefined;
  readonly ownerTeamName: string;
}

export interface RequestModalState {
  /** Consumer teams of the person; the choice is shown only when there is more than one. */
  readonly teams: readonly { readonly key: string; readonly name: string }[];
  readonly product?: RequestModalProduct;
  /** Typed after `/mesh request`; shown as a hint where no product matched. */
  readonly words?: string;
  /** What to know before asking, ready for mrkdwn: why it was denied, for example. */
  readonly notice?: string | undefined;
  /** What the person's teams have or wait for of the product, ready for mrkdwn. */
  readonly held?: string | undefined;
  /** Id of the ended request that this one asks again. */
  readonly again?: string | undefined;
  /** What the button carried that opened a waiting request for a change; product and team stay as they are. */
  readonly editing?: string | undefined;
  readonly filled?: FilledRequest | undefined;
}

export interface FilledRequest {
  readonly tables: readonly string[];
  readonly permissions: readonly string[];
  readonly reason: string;
  readonly team?: string | undefined;
  readonly durationSeconds?: number | undefined;
  /** The end instead of a length; epoch seconds. */
  readonly expiresAt?: number | undefined;
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** The form behind `/mesh request`. `private_metadata` holds the product's key, nothing that counts as authority. */
export function requestModal(state: RequestModalState): ModalView {
  const { product, editing, again, notice } = state;
  return {
    type: 'modal',
    callback_id: editing === undefined ? REQUEST_VIEW : EDIT_VIEW,
    private_metadata: JSON.stringify({
      product: product?.key ?? null,
      team: state.teams.length === 1 ? (state.teams[0]?.key ?? null) : null,
      ...(again === undefined ? {} : { again }),
      ...(editing === undefined ? {} : { editing }),
    }),
    title: plain(editing === undefined ? 'Request data access' : 'Change request'),
    submit: plain(editing === undefined ? 'Send request' : 'Save changes'),
    close: plain('Cancel'),
    blocks: [
      ...(notice ? [noticeSection(notice)] : []),
      ...(editing === undefined ? [productInput(state)] : []),
      ...(product ? [aboutProduct(product)] : []),
      ...(state.held ? [noticeSection(state.held, 'held')] : []),
      ...(product ? [tablesInput(product, state.filled?.tables ?? [])] : []),
      ...(state.teams.length > 1 && editing === undefined ? [teamInput(state)] : []),
      permissionsInput(state.filled?.permissions ?? ['SELECT', 'DESCRIBE']),
      ...(product
        ? [
            durationInput(product, state.filled),
            untilInput(`${UNTIL_BLOCK}-${product.key}`, UNTIL_ACTION, state.filled?.expiresAt),
          ]
        : []),
      reasonInput(state.filled?.reason),
      ...(product ? policyInputs(product, state.filled?.fields ?? {}) : []),
    ],
  };
}

function noticeSection(notice: string, block_id = 'notice'): KnownBlock {
  return { type: 'section', block_id, text: { type: 'mrkdwn', text: clip(notice, 2900) } };
}
