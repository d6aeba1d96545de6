import type { Json } from '../state/world.ts';
import { type Entered, elementState, type PlacedElement, STATEFUL } from './element-state.ts';

/** What Slack's client refuses to send, in its own words: block id → sentence. Empty when the form may go to the app. */
export function clientErrors(
  elements: readonly PlacedElement[],
  entered: Entered,
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const placed of elements.filter(({ block }) => block['type'] === 'input')) {
    const state = elementState(placed, entered);
    const error = state ? errorOf(placed, state) : undefined;
    if (error) {
      errors[placed.blockId] = error;
    }
  }
  return errors;
}

function errorOf({ block, element, type }: PlacedElement, state: Json): string | undefined {
  const value = state[STATEFUL[type]?.field ?? ''];
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    return block['optional'] === true ? undefined : 'Please complete this required field.';
  }
  if (
    Array.isArray(value) &&
    typeof element['max_selected_items'] === 'number' &&
    value.length > element['max_selected_items']
  ) {
    return `Please select no more than ${element['max_selected_items']} items.`;
  }
  return typeof value === 'string' ? textError(type, element, value) : undefined;
}

function textError(type: string, element: Json, value: string): string | undefined {
  const { length } = [...value];
  const { min_length: min, max_length: max, min_value: least, max_value: most } = element;
  const longest = typeof max === 'number' ? max : 3000;
  if (type === 'plain_text_input' && length > longest) {
    return `Please shorten this to ${longest} characters or fewer.`;
  }
  if (type === 'plain_text_input' && typeof min === 'number' && length < min) {
    return `Please use at least ${min} characters.`;
  }
  if (type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    return 'Please enter a valid email address.';
  }
  if (type === 'url_text_input' && !URL.canParse(value)) {
    return 'Please enter a valid URL.';
  }
  if (type !== 'number_input') {
    return undefined;
  }
  const pattern = element['is_decimal_allowed'] === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value)) {
    return 'Please enter a valid number.';
  }
  const tooSmall = typeof least === 'string' && Number(value) < Number(least);
  const tooLarge = typeof most === 'string' && Number(value) > Number(most);
  return tooSmall
    ? `Please enter at least ${String(least)}.`
    : tooLarge
      ? `Please enter at most ${String(most)}.`
      : undefined;
}
