import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { type DurationBounds, durationOptions, firstDuration, NO_END } from './durations.ts';
import {
  DURATION_ACTION,
  DURATION_BLOCK,
  EDIT_VIEW,
  PERMISSIONS_ACTION,
  PERMISSIONS_BLOCK,
  PRODUCT_ACTION,
  PRODUCT_BLOCK,
  REASON_ACTION,
  REASON_BLOCK,
  REQUEST_VIEW,
  TABLES_ACTION,
  TABLES_BLOCK,
  TEAM_ACTION,
  TEAM_BLOCK,
  UNTIL_ACTION,
  UNTIL_BLOCK,
} from './ids.ts';
import { plain } from './message.ts';
import { optionValue } from './option-value.ts';
import { type PolicyInputsProduct, policyInputs } from './policy-inputs.ts';
import { clip, typed } from './text.ts';
import { untilInput } from './until-input.ts';
import { type DecidedBy, whoDecides } from './who-decides.ts';

/** Characters; the server refuses more as well. */
export const REASON_LIMIT = 1000;
/** Option value that stands for every table of the product as the catalogue shows them when the form is sent; no table can be called so. */
export const ALL_TABLES = '*';
/** The same, and what is added to the product later; only where its owner allows it. */
export const LIVE_TABLES = '+';
/** Up to this many tables are ticked in place; more are found by typing. */
const CHECKBOX_LIMIT = 10;

export interface RequestModalProduct extends DurationBounds, DecidedBy, PolicyInputsProduct {
  readonly key: string;
  readonly title: string;
  readonly database: string;
  readonly description?: string | undefined;
  readonly ownerTeamName: string;
  /** Whether tables that are added later may be asked for too. */
  readonly live?: boolean | undefined;
  readonly tables: readonly { readonly name: string; readonly description?: string | undefined }[];
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

const PERMISSIONS = [
  { value: 'SELECT', text: 'Read the data (SELECT)' },
  { value: 'DESCRIBE', text: 'See columns and types (DESCRIBE)' },
] as const;

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

function productInput({ product, words }: RequestModalState): InputBlock {
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
function aboutProduct(product: RequestModalProduct): KnownBlock {
  return {
    type: 'context',
    block_id: `about-${product.key}`,
    elements: [
      { type: 'plain_text', text: clip(product.description || `Database ${product.database}`, 300) },
      { type: 'mrkdwn', text: `Owned by *${typed(product.ownerTeamName, 80)}*. ${whoDecides(product)}` },
    ],
  };
}

function tablesInput(product: RequestModalProduct, ticked: readonly string[]): InputBlock {
  const block = {
    type: 'input',
    block_id: `${TABLES_BLOCK}-${product.key}`,
    label: plain('Tables'),
  } as const;
  const chosen = product.tables.filter(({ name }) => ticked.includes(name)).map(tableOption);
  const options = [...allTablesOption(product), ...product.tables.map(tableOption)];
  if (options.length > CHECKBOX_LIMIT || product.tables.some(({ name }) => name.length > 75)) {
    return {
      ...block,
      element: {
        type: 'multi_external_select',
        action_id: TABLES_ACTION,
        min_query_length: 0,
        placeholder: plain(`Type part of a name (${product.tables.length} tables)`),
        ...(chosen.length > 0 ? { initial_options: chosen } : {}),
      },
    };
  }
  return {
    ...block,
    element: {
      type: 'checkboxes',
      action_id: TABLES_ACTION,
      options,
      ...(chosen.length > 0 ? { initial_options: chosen } : {}),
    },
  };
}

/** All of them at once, where there is more than one: as they are, or with what joins later. */
export function allTablesOption({
  tables: { length },
  live,
}: Pick<RequestModalProduct, 'tables' | 'live'>): readonly PlainTextOption[] {
  return [
    ...(length > 1 ? [option(ALL_TABLES, `All ${length} tables, as they are now`)] : []),
    ...(live ? [option(LIVE_TABLES, `All tables (${length} now), and what is added later`)] : []),
  ];
}

/** One table, as an option of the form and of its type-ahead. */
export function tableOption(table: {
  readonly name: string;
  readonly description?: string | undefined;
}): PlainTextOption {
  const described = table.description?.trim()
    ? { description: plain(clip(table.description ?? '', 75)) }
    : {};
  return { ...option(optionValue(table.name), table.name), ...described };
}

function teamInput({ teams, filled }: RequestModalState): InputBlock {
  const options = teams.slice(0, 100).map(({ key, name }) => option(key, name));
  const initial = options.find(({ value }) => value === filled?.team);
  return {
    type: 'input',
    block_id: TEAM_BLOCK,
    label: plain('For which team?'),
    element: {
      type: 'static_select',
      action_id: TEAM_ACTION,
      placeholder: plain('Choose the team that will use the data'),
      options,
      ...(initial ? { initial_option: initial } : {}),
    },
  };
}

function permissionsInput(ticked: readonly string[]): InputBlock {
  const options = PERMISSIONS.map(({ value, text }) => option(value, text));
  const initial = options.filter(({ value }) => ticked.includes(value ?? ''));
  return {
    type: 'input',
    block_id: PERMISSIONS_BLOCK,
    label: plain('What for?'),
    element: {
      type: 'checkboxes',
      action_id: PERMISSIONS_ACTION,
      options,
      ...(initial.length > 0 ? { initial_options: initial } : {}),
    },
  };
}

/** Only once the product is known: its owner may allow less. */
function durationInput(product: RequestModalProduct, filled: RequestModalState['filled']): InputBlock {
  const options = durationOptions(product, filled?.durationSeconds);
  const endless = options.find(({ value }) => value === NO_END);
  const initial =
    filled && filled.durationSeconds === undefined && filled.expiresAt === undefined && endless
      ? endless
      : firstDuration(product, filled?.durationSeconds);
  return {
    type: 'input',
    block_id: `${DURATION_BLOCK}-${product.key}`,
    label: plain('For how long?'),
    hint: plain('Counted from the approval. The owner can make it shorter, never longer.'),
    element: {
      type: 'static_select',
      action_id: DURATION_ACTION,
      options: [...options],
      ...(initial ? { initial_option: initial } : {}),
    },
  };
}

function reasonInput(reason: string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: REASON_BLOCK,
    label: plain('Why do you need it?'),
    hint: plain('The owner decides by this. Say what you will do with the data.'),
    element: {
      type: 'plain_text_input',
      action_id: REASON_ACTION,
      multiline: true,
      max_length: REASON_LIMIT,
      placeholder: plain('For example: weekly revenue by region for the board report'),
      ...(reason ? { initial_value: clip(reason, REASON_LIMIT) } : {}),
    },
  };
}

export function option(value: string, text: string): PlainTextOption {
  return { text: plain(clip(text, 75)), value };
}
