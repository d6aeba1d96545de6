import { createHash } from 'node:crypto';
import type { ColumnScope } from './columns.ts';

/**
 * Names of the owner's row filters through which `SELECT` goes, by table; several of a table give the rows of each. Tables that are not
 * named have all rows.
 */
export type RowScopes = Readonly<Record<string, readonly string[]>>;

const PREPARED = 'mesh-rows-';
const OWN = 'mesh-part-';

/** What Lake Formation calls a filter that the owner prepared: all columns of its rows. */
export function preparedFilter(name: string): string {
  return `${PREPARED}${name}`;
}

/**
 * What Lake Formation calls the filter of one subscription: the prepared one, or where its columns are narrowed too, one of its own. Other
 * columns are another filter, so that none is changed while somebody reads through it.
 */
export function filterOf(subscriptionId: string, name: string, columns: ColumnScope | undefined): string {
  return columns === undefined
    ? preparedFilter(name)
    : `${OWN}${subscriptionId}-${name}-${fingerprint(columns)}`;
}

export function isOwnFilter(subscriptionId: string, filter: string): boolean {
  return filter.startsWith(`${OWN}${subscriptionId}-`);
}

/** The name that the owner gave to a prepared filter; `undefined` for every other one. */
export function preparedName(filter: string): string | undefined {
  return filter.startsWith(PREPARED) ? filter.slice(PREPARED.length) : undefined;
}

/** How people know a filter: by the owner's name, also where a subscription has one of its own; what is not ours keeps its name. */
export function filterTitle(filter: string): string {
  const own = /^mesh-part-[^-]+-(.+)-[0-9a-f]{8}$/.exec(filter)?.[1];
  return own ?? preparedName(filter) ?? filter;
}

function fingerprint(columns: ColumnScope): string {
  const isList = 'include' in columns;
  const names = (isList ? columns.include : columns.exclude).map((name) => name.toLowerCase()).sort();
  return createHash('sha256')
    .update(JSON.stringify([isList, names]))
    .digest('hex')
    .slice(0, 8);
}
