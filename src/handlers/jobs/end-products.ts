import { productEndNews, productEnds } from '../../blocks/product-end.ts';
import { MeshError } from '../../mesh/errors.ts';
import { giveEndsBack } from '../ending-products/give-ends-back.ts';
import { keepToEnd } from '../ending-products/keep-to-end.ts';
import { tellSubscribers } from '../ending-products/tell-subscribers.ts';
import { productKey } from '../product-key.ts';
import { placeOf } from '../subscriber-places.ts';
import type { JobDependencies } from './job-dependencies.ts';
import type { OwnProduct } from './own-products.ts';
import { syncCatalogue } from './sync-catalogue.ts';

const BY = { kind: 'app', part: 'product-end' } as const;

/**
 * Holds what rests on products that leave the mesh to their announced ends, and takes a product out once its day has come and every access is
 * confirmed gone. What stands in the way of one is tried again at the next tick, and stops no other. Nothing of it happens before a mesh admin
 * confirmed what was here before the app, or compared a table that was restored.
 */
export async function endProducts(
  dependencies: JobDependencies,
  ending: readonly OwnProduct[],
): Promise<void> {
  let gone = 0;
  const failures: string[] = [];
  const looker = dependencies.meshAs(BY);
  if (
    ending.length > 0 &&
    (!(await looker.adoption()).isConfirmed || (await looker.restoration()).isStanding)
  ) {
    dependencies.report('ending products rest until a mesh admin has looked at the records', {
      ending: ending.length,
    });
    return;
  }
  for (const product of ending) {
    try {
      gone += (await endProduct(dependencies, product, failures)) ? 1 : 0;
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      failures.push(`${product.database}: ${error.code} ${error.message}`);
    }
  }
  if (ending.length > 0) {
    dependencies.report('ending products looked after', { ending: ending.length, gone, failures });
  }
}

/** Whether it is gone now. */
async function endProduct(
  dependencies: JobDependencies,
  product: OwnProduct,
  failures: string[],
): Promise<boolean> {
  const { database, team, title, tables, endsAt } = product;
  const now = dependencies.now();
  const mesh = dependencies.meshAs(BY);
  const owner = team.account;
  if (endsAt === undefined) {
    await giveEndsBack(dependencies, mesh, product, BY);
    return false;
  }
  const kept = await keepToEnd(mesh, { owner, database, endsAt, by: BY }, now);
  failures.push(...kept.failures);
  const teams = await dependencies.shownTeams.all();
  for (const each of kept.moved) {
    // Granted or asked for after the announcement, or announced at the command line: nobody has told them yet.
    await tellSubscribers(dependencies, database, `ends-${endsAt}-${each.id}`, [each], teams, (names) =>
      productEnds({ product: title, ownerTeam: team.name, endsAt, tables: names }, ''),
    );
  }
  if (now < endsAt || kept.live.length > 0 || kept.failures.length > 0) {
    return false;
  }
  await mesh.deleteProduct({ owner, database, confirm: database });
  await mesh.record([
    {
      id: `${database}#gone#${endsAt}`,
      at: now,
      source: 'result',
      action: 'delete-product',
      outcome: 'done',
      by: 'app:product-end',
      owner,
      database,
      tables: tables.map(({ name }) => name),
    },
  ]);
  await syncCatalogue(dependencies); // before it is told: nobody shall find it then
  await dependencies.outbox.put({
    subscriptionId: `product-end-${productKey(database)}`,
    key: `gone-${endsAt}`,
    ...placeOf(team),
    message: productEndNews({ product: title, endsAt }, 'gone', undefined),
    order: '1',
  });
  return true;
}
