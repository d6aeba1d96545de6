import * as z from 'zod/mini';
import type { ColumnScope, ColumnScopes } from '../columns.ts';

const Names = z.array(z.string()).check(z.minLength(1));

/** Which columns of a table `SELECT` covers, as records and ledger rows keep it. */
export const StoredColumns = z.union([z.object({ Include: Names }), z.object({ Exclude: Names })]);
export type StoredColumns = z.infer<typeof StoredColumns>;

export function columnsFromItem(stored: StoredColumns): ColumnScope {
  return 'Include' in stored ? { include: stored.Include } : { exclude: stored.Exclude };
}

export function columnsToItem(columns: ColumnScope): StoredColumns {
  return 'include' in columns ? { Include: [...columns.include] } : { Exclude: [...columns.exclude] };
}

export function scopesFromItem(stored: Readonly<Record<string, StoredColumns>>): ColumnScopes {
  return Object.fromEntries(Object.entries(stored).map(([table, each]) => [table, columnsFromItem(each)]));
}

export function scopesToItem(columns: ColumnScopes): Record<string, StoredColumns> {
  return Object.fromEntries(Object.entries(columns).map(([table, each]) => [table, columnsToItem(each)]));
}
