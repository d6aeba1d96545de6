import type { Message } from '../../../blocks/message.ts';
import { type OwnProductData, ownProductList, PRODUCTS, SUBSCRIBERS } from '../../../blocks/own-products.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import type { Team } from '../../team.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { fits, type OwnProduct, ownProducts } from '../own-products.ts';
import { toRow } from '../to-row.ts';
import { collect } from './collect.ts';
import { myShownTeams, producers } from './my-teams.ts';

/** `/mesh products [words]`: what this person's teams offer, and who has access to it. */
export async function products(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
): Promise<Message> {
  const { all, approverOf, memberOf } = await myShownTeams(dependencies, job);
  const owners = producers([...new Set([...approverOf, ...memberOf])]);
  const mayDecide = new Set(producers(approverOf).map(({ key }) => key));
  const found = (await ownProducts(mesh, owners)).filter((product) => fits(product, job.words.trim()));
  const uses = await collect(
    mesh,
    owners.map(({ account }) => ({ owner: account, statuses: ['Active'] })),
  );
  const shown: OwnProductData[] = [];
  for (const product of found.slice(0, PRODUCTS)) {
    const using = uses.filter(({ database }) => database === product.database);
    shown.push(
      await productData(dependencies, product, using, { all, mayDecide: mayDecide.has(product.team.key) }),
    );
  }
  return ownProductList(job.words.trim(), shown, found.length, emptyWords(owners, mayDecide.size > 0));
}

async function productData(
  dependencies: JobDependencies,
  product: OwnProduct,
  using: readonly Subscription[],
  { all, mayDecide }: { readonly all: readonly Team[]; readonly mayDecide: boolean },
): Promise<OwnProductData> {
  const { key, title, database, domain, team, tables } = product;
  const action = () => (mayDecide ? ('revoke' as const) : undefined);
  const rows = await Promise.all(
    using.slice(0, SUBSCRIBERS).map((each) => toRow(dependencies, each, { teams: all, action })),
  );
  return {
    key,
    title,
    database,
    domain,
    team: team.name,
    tables: tables.map(({ name }) => name),
    mayDecide,
    schedule: product.schedule,
    endsAt: product.endsAt,
    rows,
    subscribers: using.length,
  };
}

function emptyWords(owners: readonly Team[], mayPublish: boolean): string {
  if (owners.length === 0) {
    return 'You are in no team that owns products.';
  }
  return mayPublish
    ? 'Offer tables of your team with `/mesh publish`.'
    : 'Those who decide for your team can offer tables with `/mesh publish`.';
}
