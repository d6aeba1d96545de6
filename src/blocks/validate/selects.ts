import { LIMITS } from '../limits.ts';
import {
  confirm,
  conversationFilter,
  optionGroup,
  optionsAgree,
  plainOption,
  plainText,
  positive,
  typed,
} from './composition.ts';
import { exactlyOne, flag, integer, list, type Problem, type Rule, text } from './rule.ts';

type Also = (
  value: Readonly<Record<string, unknown>>,
  at: string,
  report: (problem: Problem) => void,
) => void;

/** Menus. @see https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element and multi-select-menu-element */
const common = {
  action_id: text(1, LIMITS.actionId),
  placeholder: plainText(LIMITS.select.placeholder),
  confirm,
  focus_on_load: flag,
};
const id = text(1, 255);
const ids = list(id, { min: 1, max: 100 });
const options = list(plainOption, { min: 1, max: LIMITS.select.options });
const optionGroups = list(optionGroup, { min: 1, max: LIMITS.select.groups });
const initialOptions = list(plainOption, { min: 1, max: LIMITS.select.options });

const optionsOrGroups: Also = (value, at, report) => {
  exactlyOne('options', 'option_groups')(value, at, report);
  optionsAgree(value, at, report);
};

function single(type: string, own: Readonly<Record<string, Rule>>, also?: Also): Rule {
  return typed(type, {}, { ...common, ...own }, also);
}

function multi(type: string, own: Readonly<Record<string, Rule>>, also?: Also): Rule {
  return typed(type, {}, { ...common, max_selected_items: positive, ...own }, also);
}

const queryLength = { min_query_length: integer(0, 255) };
const chosen = { options, option_groups: optionGroups };
const conversations = { default_to_current_conversation: flag, filter: conversationFilter };

export const SELECTS = {
  single: {
    static_select: single('static_select', { ...chosen, initial_option: plainOption }, optionsOrGroups),
    external_select: single('external_select', { ...queryLength, initial_option: plainOption }),
    users_select: single('users_select', { initial_user: id }),
    conversations_select: single('conversations_select', {
      ...conversations,
      initial_conversation: id,
      response_url_enabled: flag,
    }),
    channels_select: single('channels_select', { initial_channel: id, response_url_enabled: flag }),
  },
  multi: {
    multi_static_select: multi(
      'multi_static_select',
      { ...chosen, initial_options: initialOptions },
      optionsOrGroups,
    ),
    multi_external_select: multi('multi_external_select', {
      ...queryLength,
      initial_options: initialOptions,
    }),
    multi_users_select: multi('multi_users_select', { initial_users: ids }),
    multi_conversations_select: multi('multi_conversations_select', {
      ...conversations,
      initial_conversations: ids,
    }),
    multi_channels_select: multi('multi_channels_select', { initial_channels: ids }),
  },
} as const;
