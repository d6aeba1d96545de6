import { isRecord } from '../../../src/blocks/validate/rule.ts';
import { BadInput } from '../bad-input.ts';
import type { Json } from '../state/world.ts';
import { type Entered, type PlacedElement, STATEFUL } from './element-state.ts';

/** All options that an element shows by itself. */
export function ownOptions(element: Json): readonly Json[] {
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'].filter(isRecord) : [];
  const initial = [
    element['initial_option'],
    ...(Array.isArray(element['initial_options']) ? element['initial_options'] : []),
  ];
  return [element, ...groups]
    .flatMap(({ options }): unknown[] => (Array.isArray(options) ? options : []))
    .concat(initial)
    .filter(isRecord);
}

/**
 * Turns what somebody says they entered into the value of the element's state field. Takes text, an option's value or the option itself,
 * lists of those, or Slack's own `{ type, value }` form. Throws `BadInput` for an option that was never offered.
 */
export function enteredValue(
  { element, type, actionId }: PlacedElement,
  raw: unknown,
  offered: readonly Json[],
): unknown {
  const form = STATEFUL[type];
  if (!form) {
    throw new BadInput(`a ${type} (${actionId}) holds no value`);
  }
  const given = isRecord(raw) && Object.hasOwn(raw, form.field) ? raw[form.field] : raw;
  const several = Array.isArray(form.empty);
  if (given === null || given === undefined || given === '') {
    return form.empty;
  }
  const items: readonly unknown[] = several ? (Array.isArray(given) ? given : [given]) : [given];
  const read = form.field.startsWith('selected_option')
    ? items.map((item) => optionOf([...ownOptions(element), ...offered], item, actionId))
    : items.map((item) => plainValue(type, item));
  return several ? read : read[0];
}

function optionOf(options: readonly Json[], item: unknown, actionId: string): Json {
  const value = isRecord(item) ? item['value'] : item;
  const option = options.find((candidate) => candidate['value'] === value);
  if (!option) {
    throw new BadInput(
      `${actionId} was not offered the option ${JSON.stringify(value)}; ask /_sim/options first where it is typed`,
    );
  }
  return option;
}

function plainValue(type: string, item: unknown): unknown {
  return type === 'datetimepicker' ? Number(item) : type === 'rich_text_input' ? item : String(item);
}

/** Reads `values`: block id → action id → value, or block id → value where the block has one element. */
export function readEntered(
  elements: readonly PlacedElement[],
  values: unknown,
  offeredTo: (actionId: string) => readonly Json[],
): Entered {
  if (values === undefined) {
    return {};
  }
  if (!isRecord(values)) {
    throw new BadInput('values must be an object: block id → action id → value');
  }
  const entered: Record<string, Record<string, unknown>> = {};
  for (const [blockId, given] of Object.entries(values)) {
    const inBlock = elements.filter((element) => element.blockId === blockId);
    const [first] = inBlock;
    if (!first) {
      throw new BadInput(
        `there is no input in a block ${blockId}; there are: ${elements.map((element) => element.blockId).join(', ')}`,
      );
    }
    const byAction =
      isRecord(given) && inBlock.some(({ actionId }) => Object.hasOwn(given, actionId))
        ? given
        : { [first.actionId]: given };
    for (const [actionId, raw] of Object.entries(byAction)) {
      const placed = inBlock.find((element) => element.actionId === actionId);
      if (!placed) {
        throw new BadInput(`block ${blockId} has no element ${actionId}`);
      }
      entered[blockId] = { ...entered[blockId], [actionId]: enteredValue(placed, raw, offeredTo(actionId)) };
    }
  }
  return entered;
}
