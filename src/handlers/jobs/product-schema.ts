import * as z from 'zod/mini';
import type { CatalogProduct } from '../../mesh/producer/catalog-product.ts';

/** What people were last told a table looks like. */
export const TableSchema = z.object({
  name: z.string(),
  location: z.optional(z.string()),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
});
export type TableSchema = z.infer<typeof TableSchema>;

/** A product as it was last looked at. */
export interface ProductSchema {
  readonly database: string;
  /** Producer account id. */
  readonly owner: string;
  readonly title: string;
  /** Grows with each change that was told. */
  readonly version: number;
  readonly tables: readonly TableSchema[];
}

export interface ProductSchemas {
  /** Every product that was looked at, without its tables. */
  list(): Promise<readonly KnownProduct[]>;
  tables(database: string): Promise<readonly TableSchema[]>;
  keep(schema: ProductSchema): Promise<void>;
  forget(database: string): Promise<void>;
}

export interface KnownProduct extends Omit<ProductSchema, 'tables'> {
  /** Of the tables, from `schemaDigest`. */
  readonly digest: string;
}

/** What became different about one table. */
export interface TableChange {
  readonly table: string;
  readonly kind: 'gone' | 'new' | 'changed';
  /** For a changed table: one sentence a difference, unescaped. */
  readonly differences: readonly string[];
}

export function schemasOf({ tables }: CatalogProduct): readonly TableSchema[] {
  return tables.map(({ name, location, columns }) => ({
    name,
    ...(location === undefined ? {} : { location }),
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
  }));
}

/** The differences that matter to somebody who reads the tables, by table name. */
export function changesBetween(
  before: readonly TableSchema[],
  after: readonly TableSchema[],
): readonly TableChange[] {
  const was = new Map(before.map((table) => [table.name, table]));
  const is = new Map(after.map((table) => [table.name, table]));
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((table): readonly TableChange[] => {
    const [old, now] = [was.get(table), is.get(table)];
    if (!old || !now) {
      return [{ table, kind: old ? 'gone' : 'new', differences: [] }];
    }
    const differences = differencesOf(old, now);
    return differences.length > 0 ? [{ table, kind: 'changed', differences }] : [];
  });
}

function differencesOf(before: TableSchema, after: TableSchema): readonly string[] {
  const was = new Map(before.columns.map(({ name, type }) => [name, type]));
  const is = new Map(after.columns.map(({ name, type }) => [name, type]));
  const gone = before.columns.filter(({ name }) => !is.has(name));
  const added = after.columns.filter(({ name }) => !was.has(name));
  const retyped = after.columns.filter(({ name, type }) => was.has(name) && was.get(name) !== type);
  return [
    ...gone.map(({ name }) => `column ${name} is gone`),
    ...added.map(({ name, type }) => `column ${name} (${type}) is new`),
    ...retyped.map(({ name, type }) => `column ${name} is ${type}, was ${was.get(name)}`),
    ...(before.location === after.location
      ? []
      : [`its data lies in ${after.location ?? 'no place'}, was in ${before.location ?? 'no place'}`]),
  ];
}
