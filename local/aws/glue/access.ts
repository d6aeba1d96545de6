import type { Call } from '../call.ts';
import { type Held, holds, LakeRights } from '../lakeformation/rights.ts';
import { AwsError } from '../wire/aws-error.ts';
import { DATABASES, type Database, TABLES, type Table } from './entities.ts';

/** A catalog as the caller may see it. */
export interface CatalogView {
  readonly owner: string;
  readonly rights: LakeRights;
}

export function viewCatalog(input: { readonly CatalogId?: string | undefined }, call: Call): CatalogView {
  const owner = input.CatalogId ?? call.account;
  return { owner, rights: new LakeRights(call, owner) };
}

/** The words are those of Lake Formation, for example "Required Create Table on sales". */
export function insufficient(required: string, resource: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `Insufficient Lake Formation permission(s): Required ${required} on ${resource}`,
  );
}

export function notFound(message: string): AwsError {
  return new AwsError('EntityNotFoundException', message);
}

/**
 * The database, if the caller may see it. Those who could not make one are not told whether it exists.
 * @see https://github.com/ExpediaGroup/waggle-dance/pull/359
 */
export function databaseOf(view: CatalogView, name: string, call: Call): Database {
  const { owner, rights } = view;
  const database = call.state.in(DATABASES, owner).get(name.toLowerCase());
  if (database && rights.seesDatabase(database.name)) {
    return database;
  }
  const mayKnow =
    owner === call.account && !database && (rights.isAdmin || holds(rights.catalog(), 'CREATE_DATABASE'));
  throw mayKnow ? notFound(`Database ${name} not found.`) : insufficient('Describe', name);
}

/** The table, if the caller may see it; whether another exists is told to those who could make one there. */
export function tableOf(view: CatalogView, databaseName: string, name: string, call: Call): Table {
  const { owner, rights } = view;
  const database = databaseName.toLowerCase();
  const table = call.state.in(TABLES, `${owner}/${database}`).get(name.toLowerCase());
  if (table && rights.seesTable(table.database, table.name)) {
    return table;
  }
  if (!call.state.in(DATABASES, owner).has(database)) {
    databaseOf(view, databaseName, call);
  }
  const mayKnow =
    owner === call.account && !table && (rights.isAdmin || holds(rights.database(database), 'CREATE_TABLE'));
  throw mayKnow ? notFound(`Table ${name} not found.`) : insufficient('Describe', name);
}

/** Throws unless the caller holds a permission. The words name what is missing as Lake Formation does. */
export function requireRight(held: Held, permission: string, resource: string): void {
  if (!holds(held, permission)) {
    const words = permission.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
    throw insufficient(words.join(' '), resource);
  }
}
