import { LIMITS } from '../limits.ts';
import {
  byType,
  flag,
  integer,
  isRecord,
  list,
  oneOf,
  type Problem,
  type Rule,
  shape,
  text,
} from './rule.ts';

/** Composition objects. @see https://docs.slack.dev/reference/block-kit/composition-objects */
export function plainText(max: number, min = 1): Rule {
  return typed('plain_text', { text: text(min, max) }, { emoji: flag });
}

export function mrkdwn(max: number): Rule {
  return typed('mrkdwn', { text: text(1, max) }, { verbatim: flag });
}

export function anyText(max: number): Rule {
  return byType({ plain_text: plainText(max), mrkdwn: mrkdwn(max) });
}

/** An object whose `type` is fixed. */
export function typed(
  type: string,
  required: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
  also?: (value: Readonly<Record<string, unknown>>, at: string, report: (problem: Problem) => void) => void,
): Rule {
  return shape({ required: { type: oneOf(type), ...required }, optional, ...(also ? { also } : {}) });
}

export const confirm: Rule = shape({
  required: {
    title: plainText(LIMITS.confirm.title),
    text: anyText(LIMITS.confirm.text),
    confirm: plainText(LIMITS.confirm.confirm),
    deny: plainText(LIMITS.confirm.deny),
  },
  optional: { style: oneOf('primary', 'danger') },
});

const optionParts = { value: text(1, LIMITS.option.value) };

/** An option of a menu: plain text only. */
export const plainOption: Rule = shape({
  required: { text: plainText(LIMITS.option.text), ...optionParts },
  optional: { description: plainText(LIMITS.option.description) },
});

/** An option of checkboxes or radio buttons: may be mrkdwn. */
export const choiceOption: Rule = shape({
  required: { text: anyText(LIMITS.option.text), ...optionParts },
  optional: { description: anyText(LIMITS.option.description) },
});

export const overflowOption: Rule = shape({
  required: { text: plainText(LIMITS.option.text), ...optionParts },
  optional: { description: plainText(LIMITS.option.description), url: text(1, LIMITS.option.url) },
});

export const optionGroup: Rule = shape({
  required: {
    label: plainText(LIMITS.select.groupLabel),
    options: list(plainOption, { min: 1, max: LIMITS.select.options }),
  },
});

export const dispatchConfig: Rule = shape({
  optional: {
    trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }),
  },
});

export const conversationFilter: Rule = shape({
  optional: {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1, max: 4 }),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
});

/** Reports options that carry the same value twice, and initial options that are not among the options. */
export function optionsAgree(
  value: Readonly<Record<string, unknown>>,
  at: string,
  report: (problem: Problem) => void,
): void {
  const options = Array.isArray(value['options']) ? value['options'] : undefined;
  const groups = Array.isArray(value['option_groups']) ? value['option_groups'] : [];
  const all = [
    ...(options ?? []),
    ...groups.flatMap((group) =>
      isRecord(group) && Array.isArray(group['options']) ? group['options'] : [],
    ),
  ];
  const known = new Set(all.map((option) => JSON.stringify(comparable(option))));
  const single =
    value['initial_option'] === undefined
      ? []
      : [{ option: value['initial_option'], place: 'initial_option' }];
  const several = Array.isArray(value['initial_options'])
    ? value['initial_options'].map((option: unknown, index) => ({
        option,
        place: `initial_options/${index}`,
      }))
    : [];
  for (const { option, place } of [...single, ...several]) {
    if (all.length > 0 && !known.has(JSON.stringify(comparable(option)))) {
      report({
        pointer: `${at}/${place}`,
        code: 'not_allowed',
        message: `${place.split('/')[0]} must match one of the options`,
      });
    }
  }
}

function comparable(option: unknown): unknown {
  const label = isRecord(option) && isRecord(option['text']) ? option['text'] : {};
  return isRecord(option) ? [option['value'], label['type'], label['text']] : option;
}

export const positive = integer(1, Number.MAX_SAFE_INTEGER);
