import { privateAnswer } from '../../blocks/private-answer.ts';
import { productEndNews, productEnds } from '../../blocks/product-end.ts';
import { moment, typed } from '../../blocks/text.ts';
import { endOfDay } from '../../blocks/until-input.ts';
import { ConflictError, InvalidRequestError, NotFoundError } from '../../mesh/errors.ts';
import { giveEndsBack } from '../ending-products/give-ends-back.ts';
import { keepToEnd } from '../ending-products/keep-to-end.ts';
import { tellSubscribers } from '../ending-products/tell-subscribers.ts';
import { placeOf } from '../subscriber-places.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { findOwnProduct, type OwnProduct, ownProducts } from './own-products.ts';
import { publishingTeams } from './publishing-team.ts';
import { syncCatalogue } from './sync-catalogue.ts';

/**
 * Announces that a product leaves the mesh at the end of a day: nobody can ask for it from now on, requests are denied, accesses end then at the
 * latest, and everybody who has one is told. Throws `ConflictError` (`END_ANNOUNCED`), `InvalidRequestError` (`BAD_DATE`, `BAD_END`).
 */
export async function announceDeletion(
  dependencies: JobDependencies,
  job: JobOf<'announce-deletion'>,
): Promise<void> {
  const { database, reason } = job;
  const endsAt = lastSecondOf(job.date);
  const product = await ownProduct(dependencies, job);
  if (product.endsAt !== undefined && product.endsAt !== endsAt) {
    throw new ConflictError('END_ANNOUNCED', `${database} ends ${product.endsAt} already`, {
      userMessage: `*${typed(product.title, 80)}* leaves the mesh ${moment(product.endsAt)}, as was announced already. Take that back first with \`/mesh product delete\`, then announce another day.`,
    });
  }
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { account: owner } = product.team;
  await mesh.setProductEnd({ owner, database, endsAt });
  await syncCatalogue(dependencies); // before anything else: nobody shall ask meanwhile
  const { live } = await keepToEnd(mesh, { owner, database, endsAt, by }, dependencies.now());
  const data = { product: product.title, ownerTeam: product.team.name, endsAt };
  const all = await dependencies.shownTeams.all();
  await tellSubscribers(dependencies, database, `ends-${job.id}`, live, all, (tables) =>
    productEnds({ ...data, tables }, reason),
  );
  await tellOwners(dependencies, product, job, productEndNews(data, 'announced', job.user));
  await dependencies.answers.tell(
    job,
    privateAnswer(
      `*${typed(product.title, 80)}* leaves the mesh ${moment(endsAt)}. ${live.length === 1 ? 'One access ends' : `${live.length} accesses end`} by then, and everybody who has one was told. Nobody can ask for it any more. \`/mesh product delete\` takes this back until then.`,
    ),
  );
}

/** The product stays. The catalogue says so first; then accesses get the end back that they had, here or, after a crash, at the next tick. */
export async function cancelDeletion(
  dependencies: JobDependencies,
  job: JobOf<'cancel-deletion'>,
): Promise<void> {
  const { database } = job;
  const product = await ownProduct(dependencies, job);
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  await mesh.setProductEnd({ owner: product.team.account, database });
  await syncCatalogue(dependencies);
  await giveEndsBack(dependencies, mesh, product, by);
  const { endsAt } = product;
  if (endsAt !== undefined) {
    const news = productEndNews({ product: product.title, endsAt }, 'kept', job.user);
    await tellOwners(dependencies, product, job, news);
  }
  await dependencies.answers.tell(
    job,
    privateAnswer(
      `*${typed(product.title, 80)}* stays in the mesh. Accesses end as they did before, those who have one were told, and people can ask for it again.`,
    ),
  );
}

/** Throws `NotFoundError` (`NO_PRODUCT`), and as `publishingTeams`. */
async function ownProduct(
  dependencies: JobDependencies,
  job: JobOf<'announce-deletion'> | JobOf<'cancel-deletion'>,
): Promise<OwnProduct> {
  const { team } = await publishingTeams(dependencies, job, job.team);
  const found = findOwnProduct(
    await ownProducts(dependencies.meshAs(actingPerson(job)), [team]),
    job.database,
  );
  if (!found) {
    throw new NotFoundError('NO_PRODUCT', `${team.key} has no product ${job.database}`, {
      userMessage: 'That product is not in the mesh any more. `/mesh products` shows yours.',
    });
  }
  return found;
}

async function tellOwners(
  { outbox }: JobDependencies,
  { team }: OwnProduct,
  { id }: JobOf<'announce-deletion'> | JobOf<'cancel-deletion'>,
  message: ReturnType<typeof productEndNews>,
): Promise<void> {
  await outbox.put({
    subscriptionId: `product-end-${id}`,
    key: 'news',
    ...placeOf(team),
    message,
    order: '1',
  });
}

/** The last second of a day in UTC, as all ends that are days. Throws `InvalidRequestError` (`BAD_DATE`). */
function lastSecondOf(date: string): number {
  const over = endOfDay(date);
  if (over === undefined) {
    throw new InvalidRequestError('BAD_DATE', `not a day: ${date}`, {
      userMessage: 'Choose a day, as in 2027-03-31. Nothing was changed.',
    });
  }
  return over - 1;
}
