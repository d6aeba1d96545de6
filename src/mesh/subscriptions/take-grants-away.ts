import type { TablePermission } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantEntry, GrantFailure } from '../ports/permissions.ts';
import type { ProducerPorts } from '../ports.ts';
import { tagExpression } from '../tag-scope.ts';
import { policyExcess } from './by-tag.ts';
import type { GrantPorts } from './grant-ports.ts';
import { excessEntries, excessOf, type OthersNeed } from './others-need.ts';

const LOOKS = 5;

export async function revokeGrants(
  { permissions, tagGrants }: ProducerPorts,
  decision: Decision,
  needs: OthersNeed,
  byOthers: readonly TablePermission[],
): Promise<readonly GrantFailure[]> {
  const { subscriber, database, tables } = decision;
  const held = await permissions.held(subscriber, database, { tables });
  const others = needs.get(database);
  const entries: GrantEntry[] = [];
  for (const table of tables) {
    entries.push(...excessEntries(held, table, others?.tables));
  }
  if (held.database.describe && others === undefined) {
    entries.push({ permissions: ['DESCRIBE'], grantable: [] });
  }
  const refused = decision.byTag ? await revokePolicy(tagGrants, decision, held, byOthers) : [];
  const named = decision.byTag ? entries.filter(({ table }) => table === undefined) : entries;
  return named.length > 0
    ? [...refused, ...(await permissions.revoke(subscriber, database, named))]
    : refused;
}

/** A grant by LF-tags goes as a whole, also where no table carries the tags any more. */
async function revokePolicy(
  tagGrants: ProducerPorts['tagGrants'],
  { owner, subscriber, database, tables, byTag }: Decision,
  held: Held,
  byOthers: readonly TablePermission[],
): Promise<readonly GrantFailure[]> {
  const surplus = policyExcess(held.byTag, byOthers);
  if (byTag === undefined || surplus.length === 0) {
    return [];
  }
  const options = (held.byTag?.grantable ?? []).filter((name) => surplus.includes(name));
  const refused = await tagGrants.revoke(subscriber, tagExpression(owner, database, byTag), surplus, options);
  return refused ? tables.map((table) => ({ table, ...refused })) : [];
}

export async function look(
  { clock }: GrantPorts,
  { permissions }: ProducerPorts,
  { subscriber, database, tables }: Decision,
  {
    needs,
    byOthers,
    failures,
  }: {
    readonly needs: OthersNeed;
    readonly byOthers: readonly TablePermission[];
    readonly failures: readonly GrantFailure[];
  },
): Promise<Held> {
  const refused = new Set(failures.map(({ table }) => table));
  const others = needs.get(database)?.tables;
  for (let attempt = 1; ; attempt += 1) {
    const held = await permissions.held(subscriber, database, { tables });
    if (
      attempt >= LOOKS ||
      (tables.every((name) => refused.has(name) || excessOf(held, name, others).length === 0) &&
        (failures.length > 0 || policyExcess(held.byTag, byOthers).length === 0))
    ) {
      return held;
    }
    await clock.sleep(Math.min(200 * 2 ** attempt, 2_000));
  }
}
