import type { TagHeld } from '../ports/held.ts';
import type { TagGrants } from '../ports/tag-grants.ts';
import { SHARE, united } from './planned-permissions.ts';

type Tags = Readonly<Record<string, readonly string[]>>;

/** Grants on LF-tags, and what carries them, read as if all that was planned had been done. */
export function plannedTagGrants(
  tagGrants: TagGrants,
  byTag: Map<string, TagHeld>,
  tags: Map<string, Tags>,
): TagGrants {
  const keyOf = (...parts: Parameters<TagGrants['held']>) => JSON.stringify(parts);
  return {
    ...tagGrants,
    async grant(principal, expression, permissions, grantable, onAnswer) {
      const before = byTag.get(keyOf(principal, expression)) ?? (await tagGrants.held(principal, expression));
      const refused = await tagGrants.grant(principal, expression, permissions, grantable, onAnswer);
      byTag.set(keyOf(principal, expression), {
        permissions: united(before.permissions, permissions),
        grantable: united(before.grantable, grantable),
        shares: united(before.shares, [SHARE]),
      });
      return refused;
    },
    async revoke(principal, expression, permissions, grantable, onAnswer) {
      const before = byTag.get(keyOf(principal, expression)) ?? (await tagGrants.held(principal, expression));
      const refused = await tagGrants.revoke(principal, expression, permissions, grantable, onAnswer);
      byTag.set(keyOf(principal, expression), {
        permissions: before.permissions.filter((name) => !permissions.includes(name)),
        grantable: before.grantable.filter((name) => !permissions.includes(name)),
        shares: before.shares,
      });
      return refused;
    },
    held: async (principal, expression) =>
      byTag.get(keyOf(principal, expression)) ?? tagGrants.held(principal, expression),
    async put(database, table, added) {
      await tagGrants.put(database, table, added);
      tags.set(JSON.stringify([database, table]), added);
    },
    async *tagged(expression) {
      for await (const each of tagGrants.tagged(expression)) {
        if (!tags.has(JSON.stringify([each.database, each.table]))) {
          yield each;
        }
      }
      for (const [place, added] of tags) {
        const [database = '', table = ''] = parts(place);
        if (expression.every(({ key, values }) => values.some((value) => added[key]?.includes(value)))) {
          yield { database, table, tags: added };
        }
      }
    },
  };
}

function parts(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}
