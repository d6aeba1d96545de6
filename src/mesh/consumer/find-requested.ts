import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { foldName, nameList } from '../input/names-list.ts';
import { tablePattern } from '../input/table-pattern.ts';
import type { MeshCatalog, MeshTable } from '../ports/mesh-catalog.ts';
import { DOMAIN_PARAMETER, PRODUCT_PARAMETER } from '../producer/list-products.ts';

/** What somebody asks for, in one of the ways in which it can be said. */
export interface Wanted {
  /** Mesh database; may be left out where a product or domain says enough. */
  readonly databaseName?: string;
  /** Exact names, as a list or text with commas. */
  readonly tables?: string | readonly string[];
  /** RE2 expression for whole table names. */
  readonly tablePattern?: string;
  readonly dataProduct?: string;
  readonly domain?: string;
}

export interface Found {
  readonly database: string;
  readonly tables: readonly string[];
}

/**
 * The tables that are meant, by database, as the catalogue knows them now: a request stores exact names, so that what is decided on cannot grow.
 * Throws `InvalidRequestError` (`NOTHING_NAMED`, `BAD_PATTERN`, `BAD_NAME`), `NotFoundError` (`NO_TABLES_FOUND`, `TABLE_NOT_FOUND`).
 */
export async function findRequested(catalog: MeshCatalog, wanted: Wanted): Promise<readonly Found[]> {
  const database = wanted.databaseName === undefined ? undefined : foldName(wanted.databaseName, 'database');
  const { tablePattern: expression, dataProduct, domain } = wanted;
  const named = wanted.tables === undefined ? undefined : nameList(wanted.tables, 'tables');
  if (database !== undefined && named && dataProduct === undefined && domain === undefined) {
    return [{ database, tables: named }];
  }
  if (database === undefined && dataProduct === undefined && domain === undefined) {
    throw new InvalidRequestError('NOTHING_NAMED', 'neither database nor product nor domain named', {
      userMessage: 'Say what you need: a database with tables, a data product, or a domain.',
    });
  }
  const fits = tablePattern(expression);
  const found: Found[] = [];
  for (const name of database === undefined ? await databaseNames(catalog) : [database]) {
    const tables: string[] = [];
    for await (const table of catalog.tables(name)) {
      if (
        table.target === undefined &&
        fits(table.name) &&
        (named === undefined || named.includes(table.name)) &&
        is(table, DOMAIN_PARAMETER, domain) &&
        is(table, PRODUCT_PARAMETER, dataProduct)
      ) {
        tables.push(table.name);
      }
    }
    if (tables.length > 0) {
      found.push({ database: name, tables: tables.sort() });
    }
  }
  if (found.length === 0) {
    throw new NotFoundError('NO_TABLES_FOUND', 'nothing in the catalogue matches', {
      userMessage: 'Nothing in the mesh matches that, or you may not see it. Look at what there is first.',
    });
  }
  requireAllNamed(named, found);
  return found;
}

/** Names beside a product or domain are meant as tables of it: one that is not, is no part of another product to be given along. */
function requireAllNamed(named: readonly string[] | undefined, found: readonly Found[]): void {
  const missing = (named ?? []).filter((name) => !found.some(({ tables }) => tables.includes(name)));
  if (missing.length > 0) {
    throw new NotFoundError('TABLE_NOT_FOUND', `not in what was named: ${missing.join(', ')}`, {
      userMessage: `Not a table of the product or domain that you named: ${missing.join(', ')}. Leave the product out, or name its own tables.`,
    });
  }
}

async function databaseNames(catalog: MeshCatalog): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of catalog.databases()) {
    names.push(name);
  }
  return names;
}

function is({ parameters }: MeshTable, key: string, wanted: string | undefined): boolean {
  return wanted === undefined || parameters[key]?.toLowerCase() === wanted.trim().toLowerCase();
}
