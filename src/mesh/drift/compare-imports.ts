import { MeshError } from '../errors.ts';
import type { DatabaseLinks } from '../ports/local-catalog.ts';
import type { LocalRow } from '../ports/local-grants.ts';
import type { ConsumerPorts } from '../ports.ts';
import type { HandedOn } from '../subscriptions/handed-on.ts';
import { isInUse } from '../subscriptions/others-need.ts';
import type { Expected } from './expected.ts';
import type { DriftPorts, OwnerView } from './find-drift.ts';
import { type DriftLine, type Finding, finding } from './finding.ts';
import { linkDifferences } from './link-differences.ts';
import { localDifferences } from './local-differences.ts';
import { type SeenShares, seenShares, shareDifferences } from './share-differences.ts';

type Difference = Omit<Finding, 'id' | 'owner'>;

/** What one consumer's account has of what was granted to it. */
interface SeenThere {
  readonly shares: SeenShares;
  readonly links: ReadonlyMap<string, DatabaseLinks | undefined>;
  readonly local: readonly LocalRow[];
  /** By database: what is on record of all subscriptions of the account. */
  readonly handedOn: ReadonlyMap<string, readonly HandedOn[]>;
}

/**
 * Consumer accounts against their subscriptions: whether the shares reach them, and the links of what was imported there. What only the library
 * imported has no links, by its design, and is left out. A consumer that cannot be read is a line of its own.
 */
export async function* compareImports(ports: DriftPorts, view: OwnerView): AsyncIterable<DriftLine> {
  const { owner, expected, tables } = view;
  const ours = expected.filter(({ record, isSettled }) => isSettled && record.fulfilment !== undefined);
  for (const subscriber of new Set(ours.map(({ record }) => record.subscriber))) {
    const own = ours.filter(({ record }) => record.subscriber === subscriber);
    try {
      const consumer = await ports.consumer(subscriber);
      const isAnyLinked = own.some(isLinked);
      const seen = {
        shares: await seenShares(ports.place, consumer),
        links: await linksOf(consumer, own),
        // Before the records: what is handed on is on record first.
        local: isAnyLinked ? await collect(consumer.grants.list()) : [],
        handedOn: isAnyLinked ? await handedOnOf(ports, subscriber) : new Map(),
      };
      const said = new Set<string>();
      for (const each of own) {
        const there = each.tables.filter((table) => tables.get(each.database)?.has(table));
        const found = differences(ports, view, each, there, seen).filter(
          (one) => !said.has(differenceOf(one)),
        );
        // The account is read after the records: what ended or changed meanwhile is no difference.
        if (found.length > 0 && (await ports.store.get(each.record.id))?.version === each.record.version) {
          for (const one of found) {
            said.add(differenceOf(one)); // a table of two subscriptions has one link
            yield finding({ ...one, owner });
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

async function collect<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const row of rows) {
    all.push(row);
  }
  return all;
}

async function handedOnOf(
  { store }: Pick<DriftPorts, 'store'>,
  subscriber: string,
): Promise<SeenThere['handedOn']> {
  const known = new Map<string, HandedOn[]>();
  for await (const record of store.bySubscriber(subscriber)) {
    if (record.database !== undefined && isInUse(record)) {
      known.set(record.database, [...(known.get(record.database) ?? []), ...(record.handedOn ?? [])]);
    }
  }
  return known;
}

function isLinked({ record }: Expected): boolean {
  return record.imported && record.fulfilment?.phase !== 'Importing';
}

async function linksOf(
  { local }: Pick<ConsumerPorts, 'local'>,
  own: readonly Expected[],
): Promise<SeenThere['links']> {
  const links = new Map<string, DatabaseLinks | undefined>();
  for (const database of new Set(own.filter(isLinked).map((each) => each.database))) {
    links.set(database, await local.links(database));
  }
  return links;
}

/** Without its share, a link cannot be made again, and is not spoken of. */
function differences(
  { place, clock }: Pick<DriftPorts, 'place' | 'clock'>,
  { grants }: OwnerView,
  each: Expected,
  tables: readonly string[],
  { shares, links, local, handedOn }: SeenThere,
): readonly Difference[] {
  if (each.record.fulfilment?.phase === 'Importing') {
    return [];
  }
  const lacking = [...shareDifferences({ place, grants, now: clock.now() }, each, tables, shares)];
  if (lacking.length > 0 || !isLinked(each)) {
    return lacking;
  }
  const found = links.get(each.database);
  const unlinked = [...linkDifferences(place.meshAccountId, each, tables, found)];
  const linked = tables.filter(
    (table) => found?.tables.has(table) && !unlinked.some((one) => one.table === table),
  );
  return [...unlinked, ...localDifferences(each, linked, local, handedOn.get(each.database) ?? [])];
}

function differenceOf({
  kind,
  where,
  on,
  database,
  table = '',
  principal,
  subscriptionId = '',
}: Difference): string {
  if (where === 'local') {
    return `${kind} ${on ?? ''} ${database} ${table} ${principal}`;
  }
  return where === 'link' ? `${database} ${table}` : `${subscriptionId} of its own`;
}
