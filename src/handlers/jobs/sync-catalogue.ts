import { type Delegation, isInForce } from '../../mesh/ledger/delegation.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { CatalogProduct } from '../../mesh/producer/catalog-product.ts';
import type { People } from '../person.ts';
import { formBounds } from '../policy/form-bounds.ts';
import type { CachedProduct, CachedTeam } from '../ports.ts';
import { productKey } from '../product-key.ts';
import { type NamedProduct, productsOfDatabase } from '../products-of-database.ts';
import type { Team } from '../team.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { keepTeamCopies } from './keep-team-copies.ts';
import { type UsualWait, usualWaits } from './usual-wait.ts';

/** Copies what can be asked for, and who is in which team, into the cache that the public function reads. */
export async function syncCatalogue(dependencies: JobDependencies): Promise<void> {
  await keepTeamCopies(dependencies);
  const teams = await dependencies.shownTeams.all();
  const owners = new Map(
    teams.filter(({ sides }) => sides.includes('producer')).map((team) => [team.account, team] as const),
  );
  const products: CachedProduct[] = [];
  const mesh = dependencies.meshAs({ kind: 'app', part: 'catalogue' });
  const usualWait = await usualWaits(mesh, dependencies.now());
  const asked = new Map<string, Asked>();
  for (const owner of owners.values()) {
    asked.set(owner.key, await askedOf(dependencies, mesh, owner));
  }
  for await (const product of mesh.listProducts()) {
    const owner = owners.get(product.owner);
    if (owner && product.isPublic) {
      products.push(
        ...productsOfDatabase(product).map((each) =>
          cachedProduct(each, owner, usualWait, asked.get(owner.key)),
        ),
      );
    }
  }
  await dependencies.catalogue.replace(products, await teamsByUser(dependencies.people, teams));
}

/** Who will be asked: neither silent ones nor accounts that are gone; who stands in is there beside them. */
interface Asked {
  readonly users: readonly string[];
  readonly standIns: readonly Delegation[];
}

async function askedOf(
  { people, now }: Pick<JobDependencies, 'people' | 'now'>,
  mesh: Pick<Mesh, 'delegations'>,
  { key, workspace, enterprise, approvers, policy }: Team,
): Promise<Asked> {
  const users: string[] = [];
  for (const user of approvers.users) {
    const isSilent = policy?.silent?.includes(user) ?? false;
    if (!isSilent && (await people.isActive({ workspace, enterprise, user }))) {
      users.push(user);
    }
  }
  const standIns: Delegation[] = [];
  for await (const delegation of mesh.delegations(workspace, now())) {
    const isMeant =
      [...approvers.users, ...approvers.silent].includes(delegation.from) &&
      (delegation.team === undefined || delegation.team === key);
    if (isMeant && isInForce(delegation, now())) {
      standIns.push(delegation);
    }
  }
  return { users, standIns };
}

function approversOf({ database }: NamedProduct, { users, standIns }: Asked): readonly string[] {
  const here = standIns.filter((each) => each.database === undefined || each.database === database);
  return [...new Set([...users, ...here.map(({ to }) => to)])];
}

function cachedProduct(
  product: NamedProduct,
  owner: Team,
  usualWait: UsualWait,
  asked: Asked = { users: owner.approvers.users, standIns: [] },
): CachedProduct {
  const usualSeconds = usualWait(product.owner, product.database);
  return {
    database: product.database,
    key: product.isPart ? productKey(product.database, product.product ?? '') : productKey(product.database),
    title: product.product ?? product.database,
    domain: product.domain,
    product: product.product,
    // What the library writes into every database says nothing to a person.
    description: product.description?.startsWith('Database to contain objects')
      ? undefined
      : product.description,
    ownerTeam: owner.key,
    ownerTeamName: owner.name,
    approvers: approversOf(product, asked),
    approverGroups: owner.approvers.groups,
    ...(nobodyDecides(owner) ? { isUndecidable: true } : {}),
    ...(usualSeconds === undefined ? {} : { usualSeconds }),
    ...(product.endsAt === undefined ? {} : { endsAt: product.endsAt }),
    ...boundsOf(product, owner),
    tables: product.tables.map(({ name, description, columns }) => ({
      name,
      description,
      columns: columns.length,
    })),
  };
}

/** Without a policy, only the owner's approvers decide. */
function nobodyDecides({ policy, approvers: { users, groups, silent } }: Team): boolean {
  return policy === undefined && users.length + groups.length + silent.length === 0;
}

/** What the owner's policy bounds; nothing is said where it bounds nothing. */
function boundsOf({ database, tables }: CatalogProduct, { policy }: Team): Partial<CachedProduct> {
  if (!policy) {
    return {};
  }
  const { fields, ...bounds } = formBounds(policy, {
    database,
    tables: tables.map((table) => ({ ...table, tags: table.tags ?? {} })),
  });
  return { ...bounds, ...(fields.length > 0 ? { fields } : {}) };
}

/** Who is in which consumer team, user groups included: so that the form can ask for which team, where there is a choice. */
async function teamsByUser(
  people: People,
  teams: readonly Team[],
): Promise<ReadonlyMap<string, readonly CachedTeam[]>> {
  const byUser = new Map<string, CachedTeam[]>();
  for (const { key, name, sides, workspace, enterprise, members } of teams) {
    if (!sides.includes('consumer')) {
      continue;
    }
    const groups = await Promise.all(
      members.groups.map((group) => people.membersOfGroup(workspace, enterprise, group)),
    );
    for (const user of new Set([...members.users, ...groups.flat()])) {
      const person = `${workspace}/${user}`;
      byUser.set(person, [...(byUser.get(person) ?? []), { key, name }]);
    }
  }
  return byUser;
}
