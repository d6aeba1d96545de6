import type { MeshPlace } from './names.ts';
import type { CellFilters } from './ports/cell-filters.ts';
import type { Leases } from './ports/leases.ts';
import type { Ledger } from './ports/ledger.ts';
import type { LocalCatalog } from './ports/local-catalog.ts';
import type { LocalGrants } from './ports/local-grants.ts';
import type { MeshCatalog } from './ports/mesh-catalog.ts';
import type { Permissions } from './ports/permissions.ts';
import type { Buckets, CatalogPolicy } from './ports/policies.ts';
import type { GivenShares, Shares } from './ports/shares.ts';
import type { SubscriptionStore } from './ports/subscription-store.ts';
import type { TagGrants } from './ports/tag-grants.ts';

/** What can be done for a producer with its roles: its own account's role for buckets, its mesh role for the rest. */
export interface ProducerPorts {
  readonly catalog: MeshCatalog;
  readonly permissions: Permissions;
  readonly tagGrants: TagGrants;
  readonly cells: CellFilters;
  readonly givenShares: GivenShares;
  readonly buckets: Buckets;
  readonly catalogPolicy: CatalogPolicy;
}

/** What can be done for a consumer with its roles. */
export interface ConsumerPorts {
  readonly shares: Shares;
  readonly local: LocalCatalog;
  readonly grants: LocalGrants;
}

export interface MeshPorts {
  readonly place: MeshPlace;
  readonly store: SubscriptionStore;
  readonly ledger: Ledger;
  /** What everybody in the mesh may see, read with the read-only role. */
  readonly catalog: MeshCatalog;
  /** Narrowed to one mesh database. */
  readonly producer: (account: string, database: string) => Promise<ProducerPorts>;
  readonly consumer: (account: string) => Promise<ConsumerPorts>;
  readonly leases: Leases;
  readonly clock: Clock;
}

export interface Clock {
  now(): Date;
  /** Waits, unless the caller gave up: then throws. */
  sleep(ms: number): Promise<void>;
}
