import { typed } from '../../blocks/text.ts';
import { NotAllowedError } from '../../mesh/errors.ts';
import type { Mesh, TableFacts } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Team } from '../team.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import type { Ask, Outcome } from './outcome.ts';
import type { Terms } from './terms.ts';

type Asked = Pick<Subscription, 'tables' | 'requested' | 'database' | 'requestedSeconds'>;

/**
 * What the terms of a request make of it, from the tables as the catalogue shows them now. What the owner's policy refuses today is refused, under whichever
 * terms it was asked. Throws `NotAllowedError` (`POLICY_DENIES`).
 */
export async function outcomeOf(
  mesh: Pick<Mesh, 'factsOf'>,
  { tables, requested, database = '', requestedSeconds }: Asked,
  owner: Team,
  { policy, team }: Terms,
): Promise<Outcome> {
  const facts = policy || owner.policy ? await mesh.factsOf(database, tables) : [];
  const ask: Ask = {
    database,
    team,
    tables: tables.map((name) => facts.find((table) => table.name === name) ?? unknown(name)),
    permissions: requested,
    durationSeconds: requestedSeconds,
  };
  const outcome = evaluatePolicy(policy, ask);
  for (const { rule, ruling } of [outcome, evaluatePolicy(owner.policy, ask)]) {
    if (ruling.kind === 'deny') {
      throw new NotAllowedError('POLICY_DENIES', `rule ${rule} of ${owner.key} refuses`, {
        userMessage: `The policy of ${typed(owner.name, 80)} refuses this: ${typed(ruling.text, 500)}`,
      });
    }
  }
  return outcome;
}

/** A table that is gone cannot be granted either; nothing is known of it. */
function unknown(name: string): TableFacts {
  return { name, tags: {} };
}
