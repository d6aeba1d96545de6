import type { Json } from '../state/world.ts';

/** How each stateful element appears in `state.values`, and where its first value comes from. @see https://docs.slack.dev/reference/views#state */
export const STATEFUL: Readonly<
  Record<string, { readonly field: string; readonly initial: string; readonly empty: unknown }>
> = {
  plain_text_input: { field: 'value', initial: 'initial_value', empty: null },
  email_text_input: { field: 'value', initial: 'initial_value', empty: null },
  url_text_input: { field: 'value', initial: 'initial_value', empty: null },
  number_input: { field: 'value', initial: 'initial_value', empty: null },
  rich_text_input: { field: 'rich_text_value', initial: 'initial_value', empty: null },
  static_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', empty: null },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  checkboxes: { field: 'selected_options', initial: 'initial_options', empty: [] },
  users_select: { field: 'selected_user', initial: 'initial_user', empty: null },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', empty: [] },
  conversations_select: { field: 'selected_conversation', initial: 'initial_conversation', empty: null },
  multi_conversations_select: {
    field: 'selected_conversations',
    initial: 'initial_conversations',
    empty: [],
  },
  channels_select: { field: 'selected_channel', initial: 'initial_channel', empty: null },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', empty: [] },
  datepicker: { field: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { field: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', empty: null },
};

/** What a person has entered: block id → action id → the value of the element's state field. */
export type Entered = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface PlacedElement {
  readonly block: Json;
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  readonly element: Json;
}

/** The state of one element in Slack's form: `{ type, value }`, `{ type, selected_option }`… */
export function elementState(
  { element, type, blockId, actionId }: PlacedElement,
  entered: Entered,
): Json | undefined {
  const form = STATEFUL[type];
  if (!form) {
    return undefined;
  }
  const own = entered[blockId];
  const value = own && Object.hasOwn(own, actionId) ? own[actionId] : (element[form.initial] ?? form.empty);
  return { type, [form.field]: value };
}

/** `state.values` of a view or message. */
export function stateValues(elements: readonly PlacedElement[], entered: Entered): Json {
  const values: Record<string, Record<string, Json>> = {};
  for (const placed of elements) {
    const state = elementState(placed, entered);
    if (state) {
      values[placed.blockId] = { ...values[placed.blockId], [placed.actionId]: state };
    }
  }
  return values;
}

/** Keeps what was entered where block id, action id and kind of element are still the same. */
export function keepEntered(
  entered: Entered,
  before: readonly PlacedElement[],
  after: readonly PlacedElement[],
): Entered {
  const kept: Record<string, Record<string, unknown>> = {};
  for (const { blockId, actionId, type } of after) {
    const own = entered[blockId];
    const same = before.some(
      (old) => old.blockId === blockId && old.actionId === actionId && old.type === type,
    );
    if (same && own && Object.hasOwn(own, actionId)) {
      kept[blockId] = { ...kept[blockId], [actionId]: own[actionId] };
    }
  }
  return kept;
}
