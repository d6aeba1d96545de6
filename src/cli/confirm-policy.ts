import { type PolicyEffect, policyEffect } from '../handlers/policy/policy-effect.ts';
import type { PolicyChange } from '../handlers/policy/product-effects.ts';
import type { Team } from '../handlers/team.ts';
import { readOnce } from '../handlers/team-directory.ts';
import { DataMeshAdmin } from '../mesh/aws/library/data-mesh-admin.ts';
import { MeshError } from '../mesh/errors.ts';
import type { CatalogProduct } from '../mesh/producer/catalog-product.ts';
import { commandLineWords } from './command-line-words.ts';
import type { Io } from './io.ts';
import type { Outcome } from './outcome.ts';
import { policyEffectText } from './policy-effect-text.ts';
import type { Session } from './session.ts';
import { UsageError } from './usage-error.ts';

export interface ConfirmOptions {
  readonly ledgerTable: string;
  readonly yes?: boolean;
}

interface Planned extends PolicyChange {
  readonly owner: Team;
  readonly teams: readonly Team[];
}

/** What is to be said afterwards, or that whoever was asked said no. */
export type Confirmed =
  | { readonly isConfirmed: true; readonly effect: PolicyEffect | undefined }
  | { readonly isConfirmed: false };

/**
 * Shows on standard error what another policy changes, and asks before it is saved where somebody loses something by it, or where that could not be
 * looked at. Throws `UsageError` where there is nobody to ask, and `--yes` was not given.
 */
export async function confirmPolicy(
  session: Session,
  io: Io,
  options: ConfirmOptions,
  planned: Planned,
): Promise<Confirmed> {
  const looked = await look(session, options, planned);
  io.err(`${looked.text}\n`);
  const isDryRun = session.as('Mesh').plan !== undefined;
  const { effect } = looked;
  if ((effect && !effect.isLoss) || options.yes || isDryRun) {
    return { isConfirmed: true, effect };
  }
  const why = effect
    ? 'Somebody loses something by this policy'
    : 'Whether somebody loses something by this policy is not known';
  if (!io.ask) {
    throw new UsageError(`${why}, so nothing was changed: look at the lines above, and repeat with --yes.`);
  }
  const answer = await io.ask(`${why}. Type yes to save it all the same: `);
  return answer.trim().toLowerCase() === 'yes' ? { isConfirmed: true, effect } : { isConfirmed: false };
}

async function look(
  session: Session,
  { ledgerTable }: ConfirmOptions,
  { owner, teams, before, after }: Planned,
): Promise<{ readonly text: string; readonly effect?: PolicyEffect }> {
  try {
    const admin = new DataMeshAdmin({ ...session.as('Mesh'), ledgerTable });
    const databases: CatalogProduct[] = [];
    for await (const database of admin.products()) {
      if (database.owner === owner.account) {
        databases.push(database);
      }
    }
    const directory = readOnce({
      each: async () => ({ teams, unreadable: [], versions: new Map() }),
      byKey: async (key) => teams.find((team) => team.key === key),
    });
    const effect = await policyEffect(
      {
        databases,
        records: admin.subscriptions({ owner: owner.account, statuses: ['Pending', 'Active'] }),
        teams: directory,
        mesh: { keptText: (name) => admin.keptText(name), describeTables: describing(databases) },
        now: Math.floor(Date.now() / 1000),
      },
      owner,
      { before, after },
    );
    return { effect, text: policyEffectText(effect) };
  } catch (error) {
    if (error instanceof MeshError) {
      return {
        text: `What this policy changes could not be looked at: ${commandLineWords(error.userMessage)}`,
      };
    }
    throw error;
  }
}

/** From what was listed, so that no table is read again for every record. */
function describing(databases: readonly CatalogProduct[]) {
  const byName = new Map(databases.map((each) => [each.database, each.tables]));
  return async (database: string, names: readonly string[]) =>
    (byName.get(database) ?? []).filter(({ name }) => names.includes(name));
}

/** What a command comes back with where the person at the terminal said no. */
export const NOT_CONFIRMED: Outcome = {
  result: { isConfirmed: false },
  text: 'Nothing was changed.',
  outcome: 'failed',
};
