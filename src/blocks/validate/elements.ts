import { LIMITS } from '../limits.ts';
import {
  choiceOption,
  confirm,
  dispatchConfig,
  optionsAgree,
  overflowOption,
  plainText,
  typed,
} from './composition.ts';
import { richText } from './rich-text.ts';
import {
  exactlyOne,
  flag,
  integer,
  list,
  matching,
  oneOf,
  type Problem,
  type Rule,
  shape,
  text,
} from './rule.ts';
import { SELECTS } from './selects.ts';

/** Block elements. @see https://docs.slack.dev/reference/block-kit/block-elements */
const actionId = text(1, LIMITS.actionId);
const actionable = { action_id: actionId };
const placeholder = plainText(LIMITS.select.placeholder);
const style = oneOf('primary', 'danger');
const date = matching(/^\d{4}-\d\d-\d\d$/, 'must be a date in the form YYYY-MM-DD');
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time in the form HH:mm');
const decimal = matching(/^-?\d+(\.\d+)?$/, 'must be a number in a string');

/** Web addresses that Slack opens. */
export const webAddress =
  (max: number): Rule =>
  (value, at, report) => {
    text(1, max)(value, at, report);
    if (typeof value === 'string' && !/^(https?|mailto|slack):/i.test(value)) {
      report({ pointer: at, code: 'not_allowed', message: 'must be a valid URL' });
    }
  };

const slackFile = shape({
  optional: { id: text(1, 255), url: webAddress(3000) },
  also: exactlyOne('id', 'url'),
});

export const imageElement: Rule = typed(
  'image',
  { alt_text: text(1, LIMITS.image.alt) },
  { image_url: webAddress(LIMITS.image.url), slack_file: slackFile },
  exactlyOne('image_url', 'slack_file'),
);

export const button: Rule = typed(
  'button',
  { text: plainText(LIMITS.button.text) },
  {
    ...actionable,
    url: webAddress(LIMITS.button.url),
    value: text(1, LIMITS.button.value),
    style,
    confirm,
    accessibility_label: text(1, LIMITS.button.label),
  },
);

const choices = (type: string, initial: Readonly<Record<string, Rule>>): Rule =>
  typed(
    type,
    { options: list(choiceOption, LIMITS.choices) },
    { ...actionable, ...initial, confirm, focus_on_load: flag },
    optionsAgree,
  );

const checkboxes = choices('checkboxes', {
  initial_options: list(choiceOption, { min: 1, max: LIMITS.choices.max }),
});
const radioButtons = choices('radio_buttons', { initial_option: choiceOption });
const overflow = typed(
  'overflow',
  { options: list(overflowOption, LIMITS.overflow) },
  { ...actionable, confirm },
);

const datepicker = typed(
  'datepicker',
  {},
  { ...actionable, initial_date: date, placeholder, confirm, focus_on_load: flag },
);
const timepicker = typed(
  'timepicker',
  {},
  { ...actionable, initial_time: time, timezone: text(1, 255), placeholder, confirm, focus_on_load: flag },
);
const datetimepicker = typed(
  'datetimepicker',
  {},
  { ...actionable, initial_date_time: integer(1_000_000_000, 9_999_999_999), confirm, focus_on_load: flag },
);

function inputElement(
  type: string,
  own: Readonly<Record<string, Rule>>,
  required: Readonly<Record<string, Rule>> = {},
  also?: Also,
): Rule {
  return typed(
    type,
    required,
    { ...actionable, placeholder, focus_on_load: flag, dispatch_action_config: dispatchConfig, ...own },
    also,
  );
}
type Also = (
  value: Readonly<Record<string, unknown>>,
  at: string,
  report: (problem: Problem) => void,
) => void;

const plainTextInput = inputElement(
  'plain_text_input',
  {
    initial_value: text(0, LIMITS.plainTextInput),
    multiline: flag,
    min_length: integer(0, LIMITS.plainTextInput),
    max_length: integer(1, LIMITS.plainTextInput),
  },
  {},
  (value, at, report) => {
    const { min_length: min, max_length: max, initial_value: initial } = value;
    if (typeof min === 'number' && typeof max === 'number' && min > max) {
      report({
        pointer: `${at}/min_length`,
        code: 'not_allowed',
        message: 'min_length must not be greater than max_length',
      });
    }
    if (typeof initial === 'string' && typeof max === 'number' && [...initial].length > max) {
      report({
        pointer: `${at}/initial_value`,
        code: 'too_long',
        message: `must be less than ${max + 1} characters`,
      });
    }
  },
);
const numberInput = inputElement(
  'number_input',
  { initial_value: decimal, min_value: decimal, max_value: decimal },
  { is_decimal_allowed: flag },
  ({ min_value: min, max_value: max }, at, report) => {
    if (typeof min === 'string' && typeof max === 'string' && Number(min) > Number(max)) {
      report({
        pointer: `${at}/min_value`,
        code: 'not_allowed',
        message: 'min_value must not be greater than max_value',
      });
    }
  },
);
const richTextInput = inputElement('rich_text_input', {
  initial_value: richText,
  min_lines: integer(1, LIMITS.richTextLines),
  max_lines: integer(1, LIMITS.richTextLines),
});
const fileInput = typed(
  'file_input',
  {},
  {
    ...actionable,
    filetypes: list(text(1, 255), { min: 1, max: 100 }),
    max_files: integer(1, LIMITS.fileInput),
  },
);

const pickers = { datepicker, timepicker };
const menus = { overflow, checkboxes, radio_buttons: radioButtons };

export const ACCESSORIES: Readonly<Record<string, Rule>> = {
  button,
  image: imageElement,
  ...menus,
  ...pickers,
  ...SELECTS.single,
  ...SELECTS.multi,
};
export const ACTION_ELEMENTS: Readonly<Record<string, Rule>> = {
  button,
  ...menus,
  ...pickers,
  datetimepicker,
  ...SELECTS.single,
  ...SELECTS.multi,
};
export const INPUT_ELEMENTS: Readonly<Record<string, Rule>> = {
  plain_text_input: plainTextInput,
  email_text_input: inputElement('email_text_input', { initial_value: text(0, 3000) }),
  url_text_input: inputElement('url_text_input', { initial_value: text(0, 3000) }),
  number_input: numberInput,
  rich_text_input: richTextInput,
  file_input: fileInput,
  checkboxes,
  radio_buttons: radioButtons,
  ...pickers,
  datetimepicker,
  ...SELECTS.single,
  ...SELECTS.multi,
};

const feedbackButton = shape({
  required: { text: plainText(LIMITS.button.text), value: text(1, LIMITS.button.value) },
  optional: { accessibility_label: text(1, LIMITS.button.label) },
});
export const CONTEXT_ACTION_ELEMENTS: Readonly<Record<string, Rule>> = {
  feedback_buttons: typed(
    'feedback_buttons',
    { positive_button: feedbackButton, negative_button: feedbackButton },
    actionable,
  ),
  icon_button: typed(
    'icon_button',
    { icon: oneOf('trash'), text: plainText(LIMITS.button.text) },
    {
      ...actionable,
      value: text(1, LIMITS.button.value),
      confirm,
      accessibility_label: text(1, LIMITS.button.label),
      visible_to_user_ids: list(text(1, 255), { min: 1, max: LIMITS.iconButtonUsers }),
    },
  ),
};
