import {
  chooseProductToDelete,
  DELETE_TITLE,
  deleteProductModal,
} from '../../blocks/delete-product-modal.ts';
import { section } from '../../blocks/message.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { listed, mention, typed } from '../../blocks/text.ts';
import { ConflictError, InvalidRequestError, NotFoundError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { isInUse } from '../../mesh/subscriptions/others-need.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { productTitle } from '../product-titles.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { findOwnProduct, ownProducts } from './own-products.ts';
import { publishingTeams } from './publishing-team.ts';
import { syncCatalogue } from './sync-catalogue.ts';
import { stateWords, teamName } from './to-row.ts';

/** What would go, and who rests on it; or the question which product is meant. */
export async function openDeleteProduct(
  dependencies: JobDependencies,
  job: JobOf<'open-delete-product'>,
): Promise<void> {
  await fillView(dependencies, job, DELETE_TITLE, async () => {
    const { teams } = await publishingTeams(dependencies, job);
    const mesh = dependencies.meshAs(actingPerson(job));
    const products = await ownProducts(mesh, teams);
    const product = findOwnProduct(products, job.product);
    if (!product) {
      return chooseProductToDelete(job.product, products);
    }
    const { live, waiting } = await restingOn(mesh, product.owner, product.database);
    const all = await dependencies.shownTeams.all();
    return deleteProductModal({
      product: product.title,
      database: product.database,
      team: product.team.key,
      tables: product.tables.map(({ name }) => name),
      live: live.map((each) => inWords(each, all)),
      waiting: waiting.map((each) => inWords(each, all)),
      endsAt: product.endsAt,
      firstDay: new Date((dependencies.now() + 24 * 3600) * 1000).toISOString().slice(0, 10),
    });
  });
}

/**
 * Denies what waits, then takes the product out of the mesh; refused while an access is live. A job that is delivered again goes on.
 * Throws `ConflictError` (`PRODUCT_IN_USE`), `InvalidRequestError` (`NOT_CONFIRMED`).
 */
export async function deleteProduct(
  dependencies: JobDependencies,
  job: JobOf<'delete-product'>,
): Promise<void> {
  const { database, confirm } = job;
  const { team } = await publishingTeams(dependencies, job, job.team);
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const title = await productTitle(dependencies.titles, { database, tables: [] });
  requireConfirmed(database, confirm);
  const { live, waiting } = await restingOn(mesh, team.account, database);
  if (live.length > 0) {
    const all = await dependencies.shownTeams.all();
    throw new ConflictError(
      'PRODUCT_IN_USE',
      `${database} is used by ${live.map(({ id }) => id).join(', ')}`,
      {
        userMessage: `*${typed(title, 80)}* was not deleted: somebody got access meanwhile (${listed(
          live.map((each) => inWords(each, all)),
          5,
        )}). End the access with \`/mesh products\` first. Nothing was changed.`,
      },
    );
  }
  for (const { id } of waiting) {
    await mesh.deny({
      subscriptionId: id,
      by,
      job: job.id,
      note: 'The owner takes this product out of the mesh.',
    });
  }
  await remove(mesh, team, database, confirm);
  await syncCatalogue(dependencies);
  await tell(dependencies, job, team, title);
}

/** Throws `InvalidRequestError` (`NOT_CONFIRMED`) before anything is done. */
function requireConfirmed(database: string, confirm: string): void {
  if (confirm.trim().toLowerCase() !== database) {
    throw new InvalidRequestError('NOT_CONFIRMED', `confirmed ${confirm} instead of ${database}`, {
      userMessage: `To delete the product, type the name of its database again: ${typed(database, 255)}. Nothing was changed.`,
    });
  }
}

/** A product of which nothing is left is as it was wanted: an earlier delivery of the job may have died after its last step. */
async function remove(mesh: Mesh, team: Team, database: string, confirm: string): Promise<void> {
  try {
    await mesh.deleteProduct({ owner: team.account, database, confirm });
  } catch (error) {
    if (!(error instanceof NotFoundError && error.code === 'NO_TABLES_FOUND')) {
      throw error;
    }
  }
}

async function tell(
  { answers, outbox }: JobDependencies,
  job: JobOf<'delete-product'>,
  { workspace, enterprise, channel }: Team,
  title: string,
): Promise<void> {
  const text = `${mention(job.user)} took *${typed(title, 80)}* out of the mesh. The tables themselves stay where they are.`;
  await outbox.put({
    subscriptionId: `delete-${job.id}`,
    key: 'news',
    workspace,
    ...(enterprise === undefined ? {} : { enterprise }),
    channel,
    message: { text, blocks: [section(text)] },
    order: '1',
  });
  await answers.tell(
    job,
    privateAnswer(
      `*${typed(title, 80)}* is out of the mesh, and nobody finds it any more. Your own tables are as they were; \`/mesh publish\` offers them again.`,
    ),
  );
}

/** Accesses that rest on any table of the product, and requests for it that nobody decided. */
async function restingOn(
  mesh: Mesh,
  owner: string,
  database: string,
): Promise<{ readonly live: readonly Subscription[]; readonly waiting: readonly Subscription[] }> {
  const live: Subscription[] = [];
  const waiting: Subscription[] = [];
  for await (const record of mesh.listSubscriptions({ owner, database, statuses: ['Pending', 'Active'] })) {
    (isInUse(record) ? live : waiting).push(record);
  }
  return { live, waiting };
}

function inWords(subscription: Subscription, teams: readonly Team[]): string {
  const tables = listed(
    subscription.tables.map((name) => typed(name, 60)),
    4,
  );
  return `*${typed(teamName(teams, subscription.subscriber, 'consumer'), 80)}*: ${tables || 'the whole database'}, ${stateWords(subscription, teams)}`;
}
