import type { InputBlock } from '@slack/types';
import { durationOptions, firstDuration, NO_END } from './durations.ts';
import {
  DURATION_ACTION,
  DURATION_BLOCK,
  PERMISSIONS_ACTION,
  PERMISSIONS_BLOCK,
  REASON_ACTION,
  REASON_BLOCK,
  TEAM_ACTION,
  TEAM_BLOCK,
} from './ids.ts';
import { plain } from './message.ts';
import { option } from './option.ts';
import type { RequestModalProduct, RequestModalState } from './request-modal.ts';
import { clip } from './text.ts';

/** Characters; the server refuses more as well. */
export const REASON_LIMIT = 1000;

const PERMISSIONS = [
  { value: 'SELECT', text: 'Read the data (SELECT)' },
  { value: 'DESCRIBE', text: 'See columns and types (DESCRIBE)' },
] as const;

/** Only where the person has a choice. */
export function teamInput({ teams, filled }: RequestModalState): InputBlock {
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

/** What the team will be able to do with the tables. */
export function permissionsInput(ticked: readonly string[]): InputBlock {
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
export function durationInput(product: RequestModalProduct, filled: RequestModalState['filled']): InputBlock {
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

/** What the owner decides by. */
export function reasonInput(reason: string | undefined): InputBlock {
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
