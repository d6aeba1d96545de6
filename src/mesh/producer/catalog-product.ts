/** A data product as the mesh catalogue knows it. */
export interface CatalogProduct {
  /** Mesh database, for example `sales-222222222222`. */
  readonly database: string;
  /** Producer account id from the tables' `Owner`. */
  readonly owner: string;
  readonly domain?: string;
  readonly product?: string;
  readonly description?: string;
  /** Whether the mesh read-only role may see it, so that anybody may find it. */
  readonly isPublic: boolean;
  /** Glue's expression of when crawlers look at its sources, as it was published last. */
  readonly schedule?: string;
  /** When it leaves the mesh, as its owner announced; epoch seconds. */
  readonly endsAt?: number;
  /** An announced end was taken back, and accesses may still have the ends that were moved for it. */
  readonly isEndTakenBack?: true;
  readonly tables: readonly CatalogTable[];
}

export interface CatalogTable {
  /** Parameters of the table besides those of the mesh itself: key → values. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly name: string;
  /** `s3://bucket/prefix` */
  readonly location?: string;
  readonly description?: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment?: string;
    readonly isPartitionKey?: true;
  }[];
  readonly product?: string;
  readonly domain?: string;
}
