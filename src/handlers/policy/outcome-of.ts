import { typed } from '../../blocks/text.ts';
import { NotAllowedError } from '../../mesh/errors.ts';
import { foldName, nameList } from '../../mesh/input/names-list.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { CatalogTable } from '../../mesh/producer/catalog-product.ts';
import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Team } from '../team.ts';
import { askedLength } from './asked-length.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import type { Ask, AskedTable, Outcome } from './outcome.ts';
import type { Terms } from './terms.ts';

type Asked = Pick<Subscription, 'tables' | 'requested' | 'database' | 'requestedSeconds'> &
  Partial<Pick<Subscription, 'expiresAt' | 'status' | 'createdAt'>>;

/** What the terms of a request make of it, and what the owner's policy of today would. */
export interface Outcomes {
  readonly begun: Outcome;
  readonly today: Outcome;
}

/** From the tables as the catalogue shows them now. */
export async function outcomesOf(
  mesh: Pick<Mesh, 'describeTables'>,
  asked: Asked,
  owner: Team,
  { policy, team }: Terms,
): Promise<Outcomes> {
  const { tables: names, requested, database: named, createdAt = '' } = asked;
  // As the engine will fold them: another spelling must not be another table.
  const tables = names.length === 0 ? [] : nameList(names, 'tables');
  const database = named ? foldName(named, 'database') : '';
  const facts = policy || owner.policy ? await mesh.describeTables(database, tables) : [];
  const ask: Ask = {
    database,
    team,
    tables: tables.map((name) =>
      askedTable(
        name,
        facts.find((table) => table.name === name),
      ),
    ),
    permissions: requested,
    // From the asking, so that the terms stay the same however long it waits.
    durationSeconds: askedLength(asked, recordEpoch(createdAt)),
  };
  return { begun: evaluatePolicy(policy, ask), today: evaluatePolicy(owner.policy, ask) };
}

/** What is refused today is refused, under whichever terms it was asked. Throws `NotAllowedError` (`POLICY_DENIES`). */
function requireNotDenied({ begun, today }: Outcomes, owner: Team): Outcome {
  for (const { rule, ruling } of [begun, today]) {
    if (ruling.kind === 'deny') {
      throw new NotAllowedError('POLICY_DENIES', `rule ${rule} of ${owner.key} refuses`, {
        userMessage: `The policy of ${typed(owner.name, 80)} refuses this: ${typed(ruling.text, 500)}`,
      });
    }
  }
  return begun;
}

/** What the terms of a request make of it, unless it is refused. Throws `NotAllowedError` (`POLICY_DENIES`). */
export async function outcomeOf(
  mesh: Pick<Mesh, 'describeTables'>,
  asked: Asked,
  owner: Team,
  terms: Terms,
): Promise<Outcome> {
  return requireNotDenied(await outcomesOf(mesh, asked, owner, terms), owner);
}

/** Nothing is known of a table that the catalogue does not show, and so nothing is given on its account. */
function askedTable(name: string, found: CatalogTable | undefined): AskedTable {
  return found
    ? { name, product: found.product, domain: found.domain, tags: found.tags ?? {} }
    : { name, tags: {}, isUnknown: true };
}
