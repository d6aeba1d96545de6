import { foldName } from '../input/names-list.ts';
import type { Mesh } from '../mesh.ts';
import { centralRole, type MeshPlace, roleArn } from '../names.ts';
import type { Leases } from '../ports/leases.ts';
import type { Buckets } from '../ports/policies.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import type { Clock } from '../ports.ts';
import { chooseTables } from '../producer/choose-tables.ts';
import { createDataProducts } from '../producer/create-data-products.ts';
import { deleteDataProduct } from '../producer/delete-data-product.ts';
import { listProducts } from '../producer/list-products.ts';
import { setProductEnd } from '../producer/product-end.ts';
import { createCellFilters } from './cell-filters.ts';
import type { AccountRoles } from './chains/hops.ts';
import { publishMeshChain, publishSourceChain, sourceChain } from './chains/publish-chains.ts';
import { producerReadChain } from './chains/read-chains.ts';
import { removalMeshChain, unlinkChain } from './chains/removal-chains.ts';
import type { AwsClients } from './clients.ts';
import { createGivenShares } from './given-shares.ts';
import { createGlueCatalog } from './glue-catalog.ts';
import { createCrawlers } from './glue-crawlers.ts';
import { createGluePolicy } from './glue-policy.ts';
import { createLakeFormation } from './lake-formation.ts';
import { createLocalCatalog, LINKS_MARK } from './local-catalog.ts';
import { createMeshRemover } from './mesh-remover.ts';
import { createMeshWriter } from './mesh-writer.ts';
import { createRamShares } from './ram-shares.ts';
import type { Hop } from './sessions.ts';
import { createSourceCatalog } from './source-catalog.ts';
import { createTagGrants } from './tag-grants.ts';

interface DeskParts {
  readonly place: MeshPlace;
  readonly clock: Clock;
  readonly store: SubscriptionStore;
  readonly leases: Leases;
  readonly rolesOf: (account: string) => Promise<AccountRoles>;
  readonly through: (hops: readonly Hop[]) => AwsClients;
  readonly buckets: (roles: AccountRoles) => Buckets;
}

type ProducerVerbs =
  | 'sourceDatabases'
  | 'sourceTables'
  | 'publish'
  | 'productsOf'
  | 'deleteProduct'
  | 'setProductEnd';

/** What producers do with products, under the roles of their account; every session reaches the one database that it is about. */
export function createProducerDesk(parts: DeskParts): Pick<Mesh, ProducerVerbs> {
  const { place, clock, store, leases, rolesOf, through, buckets } = parts;
  const sourceOf = async (account: string) =>
    createSourceCatalog(through(sourceChain(place, await rolesOf(account))), account, clock);
  return {
    async *sourceDatabases(owner) {
      const { glue } = through(sourceChain(place, await rolesOf(owner)));
      for await (const { name, parameters } of createGlueCatalog(glue, owner, clock).databases()) {
        if (!(LINKS_MARK in parameters)) {
          yield name;
        }
      }
    },

    async sourceTables(owner, database, tableNameRegex) {
      const { chosen, skipped } = await chooseTables(
        { source: await sourceOf(owner) },
        foldName(database, 'database'),
        tableNameRegex === undefined ? {} : { tableNameRegex },
      );
      return { tables: chosen.map(({ table }) => table.name).sort(), skipped };
    },

    async publish({ owner, ...order }) {
      const request = { ...order, ...crawlerRole(place, owner, order.syncMeshCrawlerRoleArn) };
      const roles = await rolesOf(owner);
      const source = foldName(request.sourceDatabaseName, 'database');
      const database = foldName(request.exposeDataMeshDbName ?? `${source}-${owner}`, 'database');
      const own = through(publishSourceChain(place, roles, source, database, request.syncMeshCrawlerRoleArn));
      const mesh = through(publishMeshChain(place, roles, database));
      const self = roleArn(place, place.meshAccountId, centralRole('producer', owner));
      return createDataProducts(
        {
          place,
          account: owner,
          clock,
          leases,
          source: createSourceCatalog(own, owner, clock),
          mesh: createMeshWriter(mesh, place, self, clock),
          published: createGlueCatalog(mesh.glue, place.meshAccountId, clock),
          permissions: createLakeFormation(mesh.lakeFormation, place.meshAccountId, clock),
          local: createLocalCatalog(own.glue, owner, clock),
          shares: createRamShares(own.ram, clock),
          buckets: buckets(roles),
          crawlers: createCrawlers(own.glue, clock),
        },
        request,
      );
    },

    async *productsOf(owner) {
      const { glue } = through(producerReadChain(place, await rolesOf(owner)));
      for await (const product of listProducts(createGlueCatalog(glue, place.meshAccountId, clock), true)) {
        if (product.owner === owner) {
          yield product;
        }
      }
    },

    async setProductEnd(ending) {
      const mesh = through(
        publishMeshChain(place, await rolesOf(ending.owner), foldName(ending.database, 'database')),
      );
      const self = roleArn(place, place.meshAccountId, centralRole('producer', ending.owner));
      await setProductEnd(
        {
          mesh: createMeshWriter(mesh, place, self, clock),
          published: createGlueCatalog(mesh.glue, place.meshAccountId, clock),
          clock,
        },
        ending,
      );
    },

    async deleteProduct({ owner, database: name, confirm }) {
      const roles = await rolesOf(owner);
      const database = foldName(name, 'database');
      const mesh = through(removalMeshChain(place, roles, database));
      const own = through(unlinkChain(place, roles, database));
      const ports = {
        place,
        store,
        leases,
        producer: async () => ({
          catalog: createGlueCatalog(mesh.glue, place.meshAccountId, clock),
          permissions: createLakeFormation(mesh.lakeFormation, place.meshAccountId, clock),
          tagGrants: createTagGrants(mesh.lakeFormation, place.meshAccountId, clock),
          cells: createCellFilters(mesh.lakeFormation, place.meshAccountId, clock),
          givenShares: createGivenShares(mesh.ram, clock),
          catalogPolicy: createGluePolicy(mesh.glue, clock),
          buckets: buckets(roles),
        }),
        consumer: async () => ({
          shares: createRamShares(own.ram, clock),
          local: createLocalCatalog(own.glue, owner, clock),
        }),
      };
      return deleteDataProduct(ports, owner, createMeshRemover(mesh, place, clock), {
        databaseName: database,
        confirm,
      });
    },
  };
}

/** People name the role; the path, where it has one, belongs to the name. */
function crawlerRole(
  { partition }: MeshPlace,
  owner: string,
  role: string | undefined,
): { readonly syncMeshCrawlerRoleArn?: string } {
  return role === undefined
    ? {}
    : {
        syncMeshCrawlerRoleArn: role.startsWith('arn:')
          ? role
          : `arn:${partition}:iam::${owner}:role/${role}`,
      };
}
