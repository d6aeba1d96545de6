import { MeshError } from '../errors.ts';
import type { DatabaseLinks } from '../ports/local-catalog.ts';
import type { ConsumerPorts, MeshPorts } from '../ports.ts';
import type { Expected } from './expected.ts';
import type { OwnerView } from './find-drift.ts';
import { type DriftLine, type Finding, finding } from './finding.ts';

const NONE = { permissions: [], grantable: [] } as const;

/**
 * Links of consumer accounts against the subscriptions that were imported there. Those that only the library imported have none, by its design. A
 * consumer that cannot be read is a line of its own.
 */
export async function* compareLinks(
  { place, store, consumer }: Pick<MeshPorts, 'place' | 'store' | 'consumer'>,
  { owner, expected, tables }: OwnerView,
): AsyncIterable<DriftLine> {
  const imported = expected.filter(isImported);
  for (const subscriber of new Set(imported.map(({ record }) => record.subscriber))) {
    const own = imported.filter(({ record }) => record.subscriber === subscriber);
    try {
      const { local } = await consumer(subscriber);
      const said = new Set<string>();
      for (const [database, links] of await linksOf(local, own)) {
        for (const each of own.filter((other) => other.database === database)) {
          const there = each.tables.filter((table) => tables.get(database)?.has(table));
          const found = [...differences(place.meshAccountId, each, there, links)].filter(
            ({ table = '' }) => !said.has(`${database}/${table}`),
          );
          // Links are read after the records: what ended or changed meanwhile is no difference.
          if (found.length > 0 && (await store.get(each.record.id))?.version === each.record.version) {
            for (const one of found) {
              said.add(`${database}/${one.table ?? ''}`); // a table of two subscriptions has one link
              yield finding({ ...one, owner });
            }
          }
        }
      }
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      if (error.code !== NOT_OURS) {
        yield { kind: 'unread', owner, consumer: subscriber, code: error.code, message: error.userMessage };
      }
    }
  }
}

/** What a producer's own credentials get, as the library and the command line have them: other accounts are not theirs to look into. */
const NOT_OURS = 'OTHER_ACCOUNT';

function isImported({ record, isSettled }: Expected): boolean {
  const { imported, fulfilment } = record;
  return isSettled && imported && fulfilment !== undefined && fulfilment.phase !== 'Importing';
}

async function linksOf(
  local: ConsumerPorts['local'],
  own: readonly Expected[],
): Promise<ReadonlyMap<string, DatabaseLinks | undefined>> {
  const links = new Map<string, DatabaseLinks | undefined>();
  for (const database of new Set(own.map((each) => each.database))) {
    links.set(database, await local.links(database));
  }
  return links;
}

function* differences(
  meshAccountId: string,
  { record, database }: Expected,
  tables: readonly string[],
  links: DatabaseLinks | undefined,
): Iterable<Omit<Finding, 'id' | 'owner'>> {
  const { subscriber: principal, id: subscriptionId } = record;
  const about = { where: 'link', principal, database, subscriptionId, ...NONE } as const;
  // What has the name and is something else may be in use: its account has to rename it, then the link is missing and can be made.
  const altered = { ...about, kind: 'altered', remedies: ['end'] } as const;
  const missing = { ...about, kind: 'missing', remedies: ['repair', 'end'] } as const;
  if (links === undefined) {
    yield missing;
  } else if (links.target !== undefined) {
    const { target } = links;
    if (target.catalogId !== meshAccountId || target.database !== database) {
      yield altered;
    }
  } else {
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
}
