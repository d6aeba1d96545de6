import { blockSuggestionProblems } from '../../../src/blocks/validate/options.ts';
import { isRecord } from '../../../src/blocks/validate/rule.ts';
import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import type { Json } from '../state/world.ts';
import { findContainer, type Place } from './container.ts';
import { type Outcome, watchOutcome } from './outcome.ts';
import { actor, payloadBase } from './payload.ts';
import { sendPayload } from './send-payload.ts';

export interface Query extends Place {
  readonly user: string;
  readonly action_id: string;
  readonly block_id?: string | undefined;
  readonly query: string;
}

export interface Suggestions extends Outcome {
  readonly options: readonly Json[];
  readonly optionGroups: readonly Json[];
}

/** A person types into a menu whose options the app supplies. @see https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export async function suggest(core: Core, query: Query): Promise<Suggestions> {
  const person = actor(core, query.user);
  const container = findContainer(core, person, query);
  const placed = container.elements.find(
    ({ actionId, blockId }) =>
      actionId === query.action_id && (query.block_id === undefined || blockId === query.block_id),
  );
  if (!placed?.type.endsWith('external_select')) {
    throw new BadInput(`there is no menu ${query.action_id} that asks the app for its options`, 404);
  }
  const outcome = watchOutcome(core, person);
  const least =
    typeof placed.element['min_query_length'] === 'number' ? placed.element['min_query_length'] : 3;
  if ([...query.query].length < least) {
    return { ...outcome({ status: 0, ackMs: 0 }), options: [], optionGroups: [] };
  }
  const delivered = await sendPayload(core, person.id, {
    type: 'block_suggestion',
    ...payloadBase(core, person),
    ...container.payload(false),
    action_id: placed.actionId,
    block_id: placed.blockId,
    value: query.query,
  });
  const answer = delivered.error ? undefined : parsed(delivered.body);
  const problems = delivered.error ? [] : blockSuggestionProblems(answer);
  if (delivered.error || problems.length > 0 || !isRecord(answer)) {
    core.inspector.amend(delivered.entry, problems.length > 0 ? { problems, error: 'invalid_options' } : {});
    const error = delivered.error ?? 'invalid_options';
    return { ...outcome(delivered, { error, banner: 'No results' }), options: [], optionGroups: [] };
  }
  const options = records(answer['options']);
  const optionGroups = records(answer['option_groups']);
  const all = [...options, ...optionGroups.flatMap((group) => records(group['options']))];
  const key = `${container.key}/${placed.actionId}`;
  rememberOffered(core, key, all);
  return { ...outcome(delivered), options, optionGroups };
}

const REMEMBERED_MENUS = 200;
const REMEMBERED_OPTIONS = 1000;

/** What was offered may be chosen; menus that nobody has used for long are forgotten. */
function rememberOffered({ offered }: Core, key: string, options: readonly Json[]): void {
  const all = [...(offered.get(key) ?? []), ...options].slice(-REMEMBERED_OPTIONS);
  offered.delete(key);
  offered.set(key, all);
  const [oldest] = offered.keys();
  if (oldest !== undefined && offered.size > REMEMBERED_MENUS) {
    offered.delete(oldest);
  }
}

function records(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
