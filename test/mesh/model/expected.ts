import type { TablePermission } from '../../../src/mesh/permissions.ts';
import type { Status } from '../../../src/mesh/subscriptions/subscription.ts';

/** A subscription as it should be, kept beside the product and computed without it. */
export interface Expected {
  readonly id: string;
  readonly consumer: string;
  readonly tables: readonly string[];
  readonly asked: readonly TablePermission[];
  status: Status;
  permitted: readonly TablePermission[];
  grantable: readonly TablePermission[];
  imported: boolean;
}

/** What one consumer should hold: the union over what is live, as `grantsOf` writes it; the right to see the database comes with the first table. */
export function expectedGrants(all: readonly Expected[], consumer: string): readonly string[] {
  const live = all.filter((each) => each.consumer === consumer && each.status === 'Active');
  const held = new Map<string, boolean>();
  for (const { tables, permitted, grantable } of live) {
    for (const table of tables) {
      for (const permission of new Set([...permitted, 'DESCRIBE' as const])) {
        const key = `${table}: ${permission}`;
        held.set(key, held.get(key) === true || grantable.includes(permission));
      }
    }
  }
  return [...held].map(([key, isGrantable]) => (isGrantable ? `${key}+` : key)).sort();
}

/** Tables that must be linked in the consumer's account, and tables that may be. */
export function expectedLinks(all: readonly Expected[], consumer: string) {
  const live = all.filter((each) => each.consumer === consumer && each.status === 'Active');
  const of = (some: readonly Expected[]) => [...new Set(some.flatMap(({ tables }) => tables))].sort();
  return { least: of(live.filter(({ imported }) => imported)), most: of(live) };
}
