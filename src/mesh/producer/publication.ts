import type { MeshPlace } from '../names.ts';
import type { Leases } from '../ports/leases.ts';
import type { LocalCatalog } from '../ports/local-catalog.ts';
import type { MeshCatalog } from '../ports/mesh-catalog.ts';
import type { Permissions } from '../ports/permissions.ts';
import type { Buckets } from '../ports/policies.ts';
import type { Shares } from '../ports/shares.ts';
import type { Clock } from '../ports.ts';
import type { Change, Crawlers, MeshWriter, SourceCatalog } from './publish-ports.ts';

export interface PublishPorts<D, P> {
  readonly place: MeshPlace;
  /** Producer account id. */
  readonly account: string;
  readonly source: SourceCatalog<D, P>;
  readonly mesh: MeshWriter<D, P>;
  /** The mesh's catalog as this producer sees it. */
  readonly published: MeshCatalog;
  /** What the producer account was granted by the mesh. */
  readonly permissions: Pick<Permissions, 'held'>;
  readonly local: LocalCatalog;
  readonly shares: Shares;
  readonly buckets: Buckets;
  readonly leases: Leases;
  readonly crawlers: Crawlers;
  readonly clock: Clock;
}

export interface PublishRequest {
  readonly sourceDatabaseName: string;
  /** Whether everybody in the mesh may find the tables; true unless told. */
  readonly createPublicMetadata?: boolean;
  /** RE2 expression for whole table names; absent: every table. */
  readonly tableNameRegex?: string;
  /** Exact names of source tables among those; absent: all of them. */
  readonly tables?: readonly string[];
  readonly domain?: string;
  readonly dataProductName?: string;
  /** Glue cron expression; only with a role. */
  readonly syncMeshCatalogSchedule?: string;
  readonly syncMeshCrawlerRoleArn?: string;
  /** Mesh database; `<source>-<account>` unless told. */
  readonly exposeDataMeshDbName?: string;
  /** Suffix of the links in the producer account; `_link` unless told. */
  readonly exposeTableReferencesWithSuffix?: string;
  readonly useOriginalTableName?: boolean;
  readonly onTable?: (progress: {
    readonly table: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

export interface PublishedTable {
  readonly sourceTable: string;
  readonly targetDatabase: string;
  readonly targetTable: string;
  readonly linkDatabase: string;
  readonly linkTable: string;
  readonly change: Change;
  /** Partitions that were written. */
  readonly partitions: number;
  /** Why its tags are missing; the table is published all the same. */
  readonly untagged?: string;
}

export interface SkippedTable {
  readonly sourceTable: string;
  readonly reason: string;
}

export interface Publication {
  readonly databaseName: string;
  readonly tables: readonly PublishedTable[];
  readonly skipped: readonly SkippedTable[];
  readonly failed: readonly SkippedTable[];
}
