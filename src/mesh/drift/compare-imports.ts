import { MeshError } from '../errors.ts';
import type { DatabaseLinks } from '../ports/local-catalog.ts';
import type { ConsumerPorts } from '../ports.ts';
import type { Expected } from './expected.ts';
import type { DriftPorts, OwnerView } from './find-drift.ts';
import { type DriftLine, type Finding, finding } from './finding.ts';
import { linkDifferences } from './link-differences.ts';
import { type SeenShares, seenShares, shareDifferences } from './share-differences.ts';

type Difference = Omit<Finding, 'id' | 'owner'>;

/** What one consumer's account has of what was granted to it. */
interface SeenThere {
  readonly shares: SeenShares;
  readonly links: ReadonlyMap<string, DatabaseLinks | undefined>;
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
      const seen = { shares: await seenShares(ports.place, consumer), links: await linksOf(consumer, own) };
      const said = new Set<string>();
      for (const each of own) {
        const there = each.tables.filter((table) => tables.get(each.database)?.has(table));
        const found = differences(ports, view, each, there, seen).filter((one) => !said.has(linkOf(one)));
        // The account is read after the records: what ended or changed meanwhile is no difference.
        if (found.length > 0 && (await ports.store.get(each.record.id))?.version === each.record.version) {
          for (const one of found) {
            said.add(linkOf(one)); // a table of two subscriptions has one link
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
  { shares, links }: SeenThere,
): readonly Difference[] {
  if (each.record.fulfilment?.phase === 'Importing') {
    return [];
  }
  const lacking = [...shareDifferences({ place, grants, now: clock.now() }, each, tables, shares)];
  return lacking.length > 0 || !isLinked(each)
    ? lacking
    : [...linkDifferences(place.meshAccountId, each, tables, links.get(each.database))];
}

function linkOf({ where, database, table = '', subscriptionId = '' }: Difference): string {
  return where === 'link' ? `${database} ${table}` : `${subscriptionId} of its own`;
}
