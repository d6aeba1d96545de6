import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantEntry, GrantFailure } from '../ports/permissions.ts';
import type { ProducerPorts } from '../ports.ts';
import { tagExpression } from '../tag-scope.ts';
import { policyExcess, type TagNeed, takePolicyExcess } from './by-tag.ts';
import type { GrantPorts } from './grant-ports.ts';
import { excessEntries, excessOf, type OthersNeed } from './others-need.ts';
import { type Taken, takeExcess } from './take-excess.ts';

const LOOKS = 5;

/** Takes away what nobody else needs; grant options too, also where others need the permission. Throws as `takeExcess`. */
export async function revokeGrants(
  { permissions, tagGrants }: ProducerPorts,
  decision: Decision,
  needs: OthersNeed,
  byOthers: TagNeed,
): Promise<Taken> {
  const { subscriber, database, tables } = decision;
  const held = await permissions.held(subscriber, database, { tables });
  const others = needs.get(database);
  const entries: GrantEntry[] = [];
  for (const table of decision.byTag ? [] : tables) {
    entries.push(...excessEntries(held, table, others?.tables));
  }
  if (held.database.describe && others === undefined) {
    entries.push({ permissions: ['DESCRIBE'], grantable: [] });
  }
  const policy = await revokePolicy(tagGrants, decision, held, byOthers);
  const named = await takeExcess({ permissions }, decision, entries, held, others?.tables);
  return {
    failures: [...policy.failures, ...named.failures],
    gaveBack: policy.gaveBack || named.gaveBack,
  };
}

/** A grant by LF-tags goes as a whole, also where no table carries the tags any more. */
async function revokePolicy(
  tagGrants: ProducerPorts['tagGrants'],
  { owner, subscriber, database, tables, byTag }: Decision,
  held: Held,
  byOthers: TagNeed,
): Promise<Taken> {
  if (byTag === undefined || held.byTag === undefined) {
    return { failures: [], gaveBack: false };
  }
  const expression = tagExpression(owner, database, byTag);
  const { refused, gaveBack } = await takePolicyExcess(
    tagGrants,
    { subscriber, expression },
    held.byTag,
    byOthers,
  );
  return { failures: refused ? tables.map((table) => ({ table, ...refused })) : [], gaveBack };
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
    readonly byOthers: TagNeed;
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
