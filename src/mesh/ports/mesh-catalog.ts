export interface MeshColumn {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
  /** Lake Formation knows no column filter on partition keys. */
  readonly isPartitionKey?: true;
}

export interface MeshTable {
  readonly name: string;
  readonly owner?: string;
  readonly description?: string;
  /** `s3://bucket/prefix`; absent on views and links. */
  readonly location?: string;
  readonly columns: readonly MeshColumn[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Where it points to, if it is a resource link. */
  readonly target?: { readonly catalogId: string; readonly database: string; readonly name: string };
}

export interface MeshDatabase {
  readonly name: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The mesh account's Glue catalog, read as somebody. What the reader may not see does not exist. */
export interface MeshCatalog {
  table(database: string, name: string): Promise<MeshTable | undefined>;
  /** All tables; or at least those of these names, where that is known to be shorter. */
  tables(database: string, names?: readonly string[]): AsyncIterable<MeshTable>;
  databases(): AsyncIterable<MeshDatabase>;
  database(name: string): Promise<MeshDatabase | undefined>;
}
