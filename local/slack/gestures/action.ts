import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import type { Json } from '../state/world.ts';
import { type PlacedElement, STATEFUL } from '../views/element-state.ts';
import { enteredValue, ownOptions, readEntered } from '../views/entered-value.ts';
import { findContainer, type Place } from './container.ts';
import { type Outcome, watchOutcome } from './outcome.ts';
import { actor, payloadBase } from './payload.ts';
import { sendPayload } from './send-payload.ts';

export interface Action extends Place {
  readonly user: string;
  readonly action_id: string;
  /** Needed only where several blocks have an element with this action id. */
  readonly block_id?: string | undefined;
  /** What was chosen or typed; buttons have none of their own. */
  readonly value?: unknown;
  /** What stands in the other fields of the view just now. */
  readonly values?: unknown;
}

/** A person clicks a button, chooses from a menu, ticks a box. @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export async function act(core: Core, action: Action): Promise<Outcome> {
  const person = actor(core, action.user);
  const container = findContainer(core, person, action);
  const placed = container.elements.find(
    ({ actionId, blockId }) =>
      actionId === action.action_id && (action.block_id === undefined || blockId === action.block_id),
  );
  if (!placed) {
    const there = container.elements.map(({ actionId }) => actionId).join(', ') || 'none';
    throw new BadInput(`there is no ${action.action_id} there; there are: ${there}`, 404);
  }
  const outcome = watchOutcome(core, person);
  const offered = (actionId: string): readonly Json[] =>
    core.offered.get(`${container.key}/${actionId}`) ?? [];
  container.enter(readEntered(container.elements, action.values, offered));
  const acted = actedOn(placed, action.value, offered(placed.actionId));
  if (STATEFUL[placed.type]) {
    container.enter({ [placed.blockId]: { [placed.actionId]: acted[STATEFUL[placed.type]?.field ?? ''] } });
  }
  if (placed.block['type'] === 'input' && placed.block['dispatch_action'] !== true) {
    return outcome({ status: 0, ackMs: 0 });
  }
  const delivered = await sendPayload(core, person.id, {
    type: 'block_actions',
    ...payloadBase(core, person),
    ...container.payload(true),
    trigger_id: core.triggers.issue(person.id, person.teamId, container.inModal),
    actions: [{ ...acted, action_ts: (core.clock.now() / 1000).toFixed(6) }],
  });
  return outcome(delivered, delivered.error ? { banner: 'This did not work. Try again?' } : {});
}

/** One entry of `actions`. */
function actedOn(
  { type, element, actionId, blockId }: PlacedElement,
  value: unknown,
  offered: readonly Json[],
): Json {
  const base = { type, action_id: actionId, block_id: blockId };
  if (type === 'overflow') {
    const option = ownOptions(element).find((candidate) => candidate['value'] === value);
    if (!option) {
      throw new BadInput(`${actionId} has no option ${JSON.stringify(value)}`);
    }
    return { ...base, selected_option: option };
  }
  const form = STATEFUL[type];
  if (form) {
    return {
      ...base,
      [form.field]: enteredValue({ type, element, actionId, blockId, block: {} }, value, offered),
    };
  }
  return {
    ...base,
    text: element['text'],
    ...(element['value'] === undefined ? {} : { value: element['value'] }),
    ...(element['style'] === undefined ? {} : { style: element['style'] }),
  };
}
