import { TABLE_PERMISSIONS } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held, HeldGrant, TagHeld } from '../ports/held.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { GrantEntry, GrantFailure, Permissions } from '../ports/permissions.ts';
import type { ProducerPorts } from '../ports.ts';
import {
  isMember,
  scopeKey,
  sensitivityKey,
  sensitivityOf,
  type TagCondition,
  type TagScope,
  tagExpression,
} from '../tag-scope.ts';
import { beyondNeed } from './others-need.ts';
import { notGivenBack } from './take-excess.ts';

type Scoped = Pick<Decision, 'owner' | 'database' | 'subscriber' | 'byTag'>;

/**
 * The producer's ports as a decision needs them: where it follows a product or domain, its tables are granted, revoked and read by one grant on
 * LF-tags. The database is described by name all the same: a tag on it would be inherited by every table in it.
 */
export function portsOf(producer: ProducerPorts, decision: Scoped): ProducerPorts {
  const { byTag } = decision;
  return byTag ? { ...producer, permissions: throughTags(producer, { ...decision, byTag }) } : producer;
}

function throughTags(producer: ProducerPorts, scoped: Scoped & { readonly byTag: TagScope }): Permissions {
  const { permissions: named, tagGrants } = producer;
  const { owner, database, byTag } = scoped;
  const expression = tagExpression(owner, database, byTag);
  return {
    ...named,

    async grant(principal, name, entries, onAnswer) {
      const failures = [...(await named.grant(principal, name, entries.filter(isDatabase), onAnswer))];
      const { tables, permissions, grantable } = unitedEntries(entries);
      if (tables.length > 0) {
        await tagMembers(producer, scoped);
        const refused = await tagGrants.grant(principal, expression, permissions, grantable, (id) =>
          onAnswer?.(id, tables),
        );
        failures.push(...(refused ? tables.map((table) => ({ table, ...refused })) : []));
      }
      return failures;
    },

    async revoke(principal, name, entries, onAnswer) {
      const failures = [...(await named.revoke(principal, name, entries.filter(isDatabase), onAnswer))];
      const { tables, permissions, grantable } = unitedEntries(entries);
      if (tables.length > 0) {
        const refused = await tagGrants.revoke(principal, expression, permissions, grantable, (id) =>
          onAnswer?.(id, tables),
        );
        failures.push(...(refused ? tables.map((table) => ({ table, ...refused })) : []));
      }
      return failures;
    },

    async held(principal, name, scope = {}): Promise<Held> {
      const { database: onDatabase } = await named.held(principal, name, { tables: [] });
      const policy = await tagGrants.held(principal, expression);
      const tables = new Map<string, HeldGrant>();
      for await (const each of policy.permissions.length > 0 ? tagGrants.tagged(expression) : []) {
        if (each.database === name && (scope.tables?.includes(each.table) ?? true)) {
          tables.set(each.table, { ...policy, narrowed: [] });
        }
      }
      return { database: onDatabase, tables, byTag: policy };
    },
  };
}

function isDatabase({ table }: GrantEntry): boolean {
  return table === undefined;
}

/** A grant by tags is the same on every table. */
function unitedEntries(entries: readonly GrantEntry[]) {
  const onTables = entries.filter((entry) => !isDatabase(entry));
  const united = (of: (entry: GrantEntry) => GrantEntry['permissions']) =>
    TABLE_PERMISSIONS.filter((name) => onTables.some((entry) => of(entry).includes(name)));
  return {
    tables: onTables.flatMap(({ table }) => table ?? []),
    permissions: united(({ permissions }) => permissions),
    grantable: united(({ grantable }) => grantable),
  };
}

/** Tables of the scope as the catalogue has them now: those that it covers, and those whose sensitivity holds them back. */
export interface Members {
  readonly covered: readonly MeshTable[];
  readonly heldBack: readonly MeshTable[];
}

export async function membersOf(
  { catalog }: Pick<ProducerPorts, 'catalog'>,
  { owner, database, byTag }: Pick<Scoped, 'owner' | 'database'> & { readonly byTag: TagScope },
): Promise<Members> {
  const covered: MeshTable[] = [];
  const heldBack: MeshTable[] = [];
  for await (const table of catalog.tables(database)) {
    if (isMember(table, owner, byTag)) {
      (byTag.sensitivities.includes(sensitivityOf(table)) ? covered : heldBack).push(table);
    }
  }
  return { covered, heldBack };
}

/** A decision that follows a product or domain, about the tables that belong to it by now. */
export async function withPresentTables(
  producer: Pick<ProducerPorts, 'catalog'>,
  decision: Decision,
): Promise<Decision> {
  const { byTag } = decision;
  const covered = byTag ? (await membersOf(producer, { ...decision, byTag })).covered : [];
  return covered.length > 0 ? { ...decision, tables: covered.map(({ name }) => name).sort() } : decision;
}

/** Puts the tags of scope and sensitivity on every table that belongs to it, and takes them off what does not any more. */
export async function tagMembers(
  producer: Pick<ProducerPorts, 'catalog' | 'tagGrants'>,
  scoped: Scoped & { readonly byTag: TagScope },
): Promise<Members> {
  const { tagGrants } = producer;
  const { owner, database, byTag } = scoped;
  const [own, sensitivity] = tagExpression(owner, database, byTag);
  const members = await membersOf(producer, scoped);
  const wanted = new Map(
    [...members.covered, ...members.heldBack].map((table) => [table.name, sensitivityOf(table)] as const),
  );
  const key = scopeKey(owner, byTag.kind);
  const values = own?.values ?? [];
  // An expression may only name values that exist.
  await tagGrants.prepare({ [key]: values, [sensitivityKey(owner)]: sensitivity?.values ?? [] });
  const tagged = new Map<string, string | undefined>();
  for await (const { table, tags, ...place } of tagGrants.tagged([{ key, values }])) {
    if (place.database !== database || !wanted.has(table)) {
      await tagGrants.remove(place.database, table, [{ key, values }]);
    } else {
      tagged.set(table, tags[sensitivityKey(owner)]?.[0]);
    }
  }
  for (const [table, value] of wanted) {
    if (!tagged.has(table) || tagged.get(table) !== value) {
      await tagGrants.put(database, table, { [key]: values, [sensitivityKey(owner)]: [value] });
    }
  }
  return members;
}

/** What others need of the very same grant by tags. */
export type TagNeed = Pick<TagHeld, 'permissions' | 'grantable'>;

/** What of a grant by tags goes beyond what others need of it, be it the permission or only its grant option. */
export function policyExcess(policy: TagHeld | undefined, needed: TagNeed): TagHeld['permissions'] {
  return policy ? beyondNeed(policy, needed) : [];
}

/** Takes that away; what others need without its grant option comes back at once. Throws `UpstreamError` (`NOT_GIVEN_BACK`). */
export async function takePolicyExcess(
  tagGrants: Pick<ProducerPorts['tagGrants'], 'grant' | 'revoke'>,
  { subscriber, expression }: { readonly subscriber: string; readonly expression: readonly TagCondition[] },
  policy: TagHeld,
  needed: TagNeed,
): Promise<{ readonly refused?: Omit<GrantFailure, 'table'> | undefined; readonly gaveBack: boolean }> {
  const surplus = policyExcess(policy, needed);
  if (surplus.length === 0) {
    return { gaveBack: false };
  }
  const options = policy.grantable.filter((name) => surplus.includes(name));
  const refused = await tagGrants.revoke(subscriber, expression, surplus, options);
  const back = surplus.filter((name) => needed.permissions.includes(name));
  if (back.length === 0) {
    return { refused, gaveBack: false };
  }
  const kept = options.filter((name) => needed.grantable.includes(name));
  const failure = await tagGrants.grant(subscriber, expression, back, kept);
  if (failure) {
    throw notGivenBack('tables by LF-tags', failure);
  }
  return { refused, gaveBack: true };
}
