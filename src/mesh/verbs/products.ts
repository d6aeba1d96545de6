import type { CatalogProduct, CatalogTable } from '../producer/catalog-product.ts';
import type { ProductRemoval } from '../producer/delete-data-product.ts';
import type { ProductEnding } from '../producer/product-end.ts';
import type { Publication, PublishRequest, SkippedTable } from '../producer/publication.ts';

/** What a producer could publish of one database. */
export interface SourceSelection {
  /** Names of the tables, sorted. */
  readonly tables: readonly string[];
  /** Tables that fit and cannot be published, with the reason. */
  readonly skipped: readonly SkippedTable[];
}

export interface PublishOrder extends Omit<PublishRequest, 'exposeTableReferencesWithSuffix'> {
  /** Of the crawlers: an ARN, or the name of a role of the owner's account. */
  readonly syncMeshCrawlerRoleArn?: string;
  /** Producer account id, 12 digits. */
  readonly owner: string;
}

export interface ProductDeletion {
  /** Producer account id, 12 digits. */
  readonly owner: string;
  /** Mesh database, and once more as a person typed it. */
  readonly database: string;
  readonly confirm: string;
}

/** What the mesh offers, and what producers do with it. */
export interface Products {
  /** Every product of the mesh catalogue, page by page, read with the mesh's read-only and owner roles. */
  listProducts(): AsyncIterable<CatalogProduct>;
  /** These tables of a mesh database as the catalogue has them now; those that are gone are left out. */
  describeTables(database: string, tables: readonly string[]): Promise<readonly CatalogTable[]>;
  /** Databases of the producer's own catalogue that its role may see; those that only hold links into the mesh are left out. */
  sourceDatabases(owner: string): AsyncIterable<string>;
  /**
   * Tables of a source database by RE2 expression; every one where none is given. Throws `NotFoundError` (`NO_TABLES_FOUND`), `InvalidRequestError`
   * (`BAD_PATTERN`, `BAD_NAME`).
   */
  sourceTables(owner: string, database: string, tableNameRegex?: string): Promise<SourceSelection>;
  /**
   * Publishes tables into the mesh, or brings them up to date. Every table ends as published, skipped or failed, with a reason. Throws
   * `NotFoundError` (`NO_TABLES_FOUND`), `InvalidRequestError` (`BAD_PATTERN`, `BAD_NAME`), `ConflictError` (`DATABASE_TAKEN`), `UpstreamError`.
   */
  publish(order: PublishOrder): Promise<Publication>;
  /** What this producer has published, whether everybody may find it or not. */
  productsOf(owner: string): AsyncIterable<CatalogProduct>;
  /**
   * Takes a product out of the mesh; the source tables stay. Throws `ConflictError` (`PRODUCT_IN_USE`) while a request waits or an access is live,
   * `InvalidRequestError` (`NOT_CONFIRMED`).
   */
  deleteProduct(deletion: ProductDeletion): Promise<ProductRemoval>;
  /** Announces that a product leaves the mesh, or takes it back; nothing else changes. Throws `NotFoundError` (`NO_PRODUCT`), `InvalidRequestError` (`BAD_END`). */
  setProductEnd(ending: ProductEnding): Promise<void>;
  /** When the product of a mesh database leaves the mesh, epoch seconds; `undefined` where it stays. */
  productEnd(database: string): Promise<number | undefined>;
}
