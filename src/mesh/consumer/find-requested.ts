import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { foldName, nameList } from '../input/names-list.ts';
import { tablePattern } from '../input/table-pattern.ts';
import type { MeshCatalog, MeshTable } from '../ports.ts';
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
 * Throws `InvalidRequestError` (`NOTHING_NAMED`, `BAD_PATTERN`, `BAD_NAME`), `NotFoundError` (`NO_TABLES_FOUND`).
 */
export async function findRequested(catalog: MeshCatalog, wanted: Wanted): Promise<readonly Found[]> {
  const database = wanted.databaseName === undefined ? undefined : foldName(wanted.databaseName, 'database');
  if (database !== undefined && wanted.tables !== undefined) {
    return [{ database, tables: nameList(wanted.tables, 'tables') }];
  }
  const { tablePattern: expression, dataProduct, domain } = wanted;
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
  return found;
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
