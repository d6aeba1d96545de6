import { createHash } from 'node:crypto';
import { changeNotice, type ProductChange } from '../../blocks/change-notice.ts';
import { MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { isLive } from '../../mesh/subscriptions/others-need.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { productKey } from '../product-key.ts';
import { type Place, placeOf, placesOf } from '../subscriber-places.ts';
import type { Team } from '../team.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { producers } from './look/my-teams.ts';
import { type OwnProduct, ownProducts } from './own-products.ts';
import { changesBetween, type KnownProduct, schemasOf, type TableSchema } from './product-schema.ts';

interface Looked {
  readonly title: string;
  readonly tables: readonly TableSchema[];
}

/**
 * Compares each product with how it was last looked at, and tells those who rest on it what changed: once, since the notice is named by the
 * version that it leads to, which is kept only when everybody was told. A product that is seen first is only remembered. A team whose
 * products cannot be read is left out: what was not seen is not gone. Returns the products that were seen and leave the mesh.
 */
export async function announceChanges(dependencies: JobDependencies): Promise<readonly OwnProduct[]> {
  const { schemas, report } = dependencies;
  const mesh = dependencies.meshAs({ kind: 'app', part: 'catalogue' });
  const teams = await dependencies.teams.all();
  const { isConfirmed } = await mesh.adoption();
  const known = new Map((await schemas.list()).map((each) => [each.database, each]));
  let changed = 0;
  const unread: string[] = [];
  const ending: OwnProduct[] = [];
  for (const team of producers(teams)) {
    try {
      const products = await ownProducts(mesh, [team]);
      ending.push(...products.filter(({ endsAt, isEndTakenBack }) => endsAt !== undefined || isEndTakenBack));
      changed += await lookAt(dependencies, mesh, team, products, { teams, known, isConfirmed });
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      unread.push(`${team.key}: ${error.code}`);
    }
  }
  report('changes told', { changed, unread });
  return ending;
}

interface Known {
  readonly teams: readonly Team[];
  readonly known: ReadonlyMap<string, KnownProduct>;
  /** Whether those are told too whose access was here before the app. */
  readonly isConfirmed: boolean;
}

/** Returns how many products of the team had changed. */
async function lookAt(
  dependencies: JobDependencies,
  mesh: Mesh,
  team: Team,
  products: readonly OwnProduct[],
  { teams, known, isConfirmed }: Known,
): Promise<number> {
  const { schemas } = dependencies;
  const present = new Map<string, Looked>();
  for (const product of products) {
    present.set(product.database, { title: product.title, tables: schemasOf(product) });
  }
  let changed = 0;
  for (const [database, { title, tables }] of present) {
    const before = known.get(database);
    if (before?.owner === team.account && before.digest === schemaDigest(tables)) {
      continue;
    }
    const version = (before?.version ?? 0) + 1;
    if (before?.owner === team.account) {
      changed += 1;
      const differences = changesBetween(await schemas.tables(database), tables);
      await tell(dependencies, mesh, { database, team, version, isConfirmed }, teams, {
        product: title,
        team: team.name,
        tables: differences,
      });
    }
    await schemas.keep({ database, owner: team.account, title, version, tables });
  }
  for (const gone of known.values()) {
    if (gone.owner === team.account && !present.has(gone.database)) {
      changed += 1;
      const { database, title, version } = gone;
      await tell(dependencies, mesh, { database, team, version: version + 1, isConfirmed }, teams, {
        product: title,
        team: team.name,
        tables: changesBetween(await schemas.tables(database), []),
      });
      await schemas.forget(database);
    }
  }
  return changed;
}

interface What {
  readonly database: string;
  readonly team: Team;
  readonly version: number;
  readonly isConfirmed: boolean;
}

/** Those who have access, in their DM and in their team's channel, each with what concerns them; the owners only of what they may not have meant. */
async function tell(
  dependencies: JobDependencies,
  mesh: Mesh,
  what: What,
  teams: readonly Team[],
  change: ProductChange,
): Promise<void> {
  const { owner, database } = { owner: what.team.account, database: what.database };
  const using: Subscription[] = [];
  for await (const each of mesh.listSubscriptions({ owner, database, statuses: ['Pending', 'Active'] })) {
    if (isLive(each) && (what.isConfirmed || each.requestedVia === 'slack')) {
      using.push(each);
    }
  }
  const byPlace = new Map<string, { readonly place: Place; readonly uses: Subscription[] }>();
  for (const use of using) {
    for (const place of placesOf(use, teams)) {
      const at = byPlace.get(place.channel) ?? { place, uses: [] };
      at.uses.push(use);
      byPlace.set(place.channel, at);
    }
  }
  for (const { place, uses } of byPlace.values()) {
    const tables = change.tables.filter(
      ({ table, kind }) =>
        kind === 'new' || uses.some((use) => use.tables.length === 0 || use.tables.includes(table)),
    );
    if (tables.length > 0) {
      await put(dependencies, what, place, { ...change, tables }, 'consumer');
    }
  }
  const unmeant = change.tables.filter(({ kind }) => kind !== 'new');
  if (unmeant.length > 0 && using.length > 0) {
    await put(dependencies, what, placeOf(what.team), { ...change, tables: unmeant }, 'owner');
  }
}

async function put(
  { outbox }: JobDependencies,
  { database, version }: What,
  place: Place,
  change: ProductChange,
  reader: 'owner' | 'consumer',
): Promise<void> {
  await outbox.put({
    subscriptionId: `change-${productKey(database)}-${version}`,
    key: place.channel,
    ...place,
    message: changeNotice(change, reader),
    order: '1',
  });
}

/** Order of tables and columns as the catalogue gives it does not matter for tables, and does for columns. */
export function schemaDigest(tables: readonly TableSchema[]): string {
  const sorted = [...tables].sort((a, b) => (a.name < b.name ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
}
