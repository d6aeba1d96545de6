import type { DatabaseLinks } from '../ports/local-catalog.ts';
import type { Expected } from './expected.ts';
import type { Finding } from './finding.ts';

/** What an account has under the names of its links, against what it imported; of tables that the owner still has. */
export function* linkDifferences(
  meshAccountId: string,
  { record, database }: Expected,
  tables: readonly string[],
  links: DatabaseLinks | undefined,
): Iterable<Omit<Finding, 'id' | 'owner'>> {
  const { subscriber: principal, id: subscriptionId } = record;
  const about = {
    where: 'link',
    principal,
    database,
    subscriptionId,
    permissions: [],
    grantable: [],
  } as const;
  // What has the name and is something else may be in use: its account has to rename it, then the link is missing and can be made.
  const altered = { ...about, kind: 'altered', remedies: ['end'] } as const;
  const missing = { ...about, kind: 'missing', remedies: ['repair', 'end'] } as const;
  if (links === undefined) {
    yield missing;
    return;
  }
  if (links.target !== undefined) {
    if (links.target.catalogId !== meshAccountId || links.target.database !== database) {
      yield altered;
    }
    return;
  }
  for (const table of tables) {
    const target = links.tables.get(table);
    if (!links.tables.has(table)) {
      yield { ...missing, table };
    } else if (
      target?.catalogId !== meshAccountId ||
      target.database !== database ||
      target.table !== table
    ) {
      yield { ...altered, table };
    }
  }
}
