import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { GrantFailure } from '../ports/permissions.ts';

/** A table of the producer's own catalog; `definition` is what Glue needs to make it elsewhere. */
export interface SourceTable<D> {
  readonly table: MeshTable;
  readonly definition: D;
}

export interface SourceCatalog<D, P> {
  tables(database: string): AsyncIterable<SourceTable<D>>;
  partitions(database: string, table: string): AsyncIterable<P>;
  /** LF-tags assigned to the table itself. */
  tags(database: string, table: string): Promise<Readonly<Record<string, readonly string[]>>>;
}

export interface DatabaseFacts {
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface TableFacts {
  readonly owner: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export type Change = 'created' | 'updated' | 'unchanged';

/** What publishing writes in the mesh account, as the producer's mesh role. */
export interface MeshWriter<D, P> {
  /** Makes the database, or adds what is missing; its other properties stay. Throws `ConflictError` (`DATABASE_TAKEN`) for another owner's. */
  ensureDatabase(name: string, owner: string, facts: DatabaseFacts): Promise<Change>;
  ensureTable(database: string, name: string, definition: D, facts: TableFacts): Promise<Change>;
  /** Lets Lake Formation hand out access to the location; one that is registered already stays so. */
  register(locationArn: string): Promise<void>;
  /** Makes the table's partitions those; what is there already is compared only where the table is not new. */
  syncPartitions(
    database: string,
    table: string,
    partitions: AsyncIterable<P>,
    isNew: boolean,
  ): Promise<number>;
  /** Grants to the producer account, the read-only role and the manager role; returns what was refused. */
  grant(entries: readonly PublishGrant[]): Promise<readonly GrantFailure[]>;
  /** Adds values where they are missing, then puts the tags on the table. Throws where a tag is full or may not be used. */
  tag(database: string, table: string, tags: Readonly<Record<string, readonly string[]>>): Promise<void>;
}

export interface PublishGrant {
  readonly principal: string;
  readonly database: string;
  /** Absent: the database. */
  readonly table?: string;
  readonly permissions: readonly (
    | 'DESCRIBE'
    | 'SELECT'
    | 'INSERT'
    | 'ALTER'
    | 'DELETE'
    | 'DROP'
    | 'CREATE_TABLE'
  )[];
  readonly grantable: boolean;
}

/** Glue crawlers of the producer account. */
export interface Crawlers {
  ensure(crawler: {
    readonly name: string;
    readonly database: string;
    readonly location: string;
    readonly roleArn: string;
    readonly schedule: string;
  }): Promise<void>;
}
