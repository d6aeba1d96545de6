import { MeshError } from '../errors.ts';
import type { MeshCatalog, MeshTable } from '../ports/mesh-catalog.ts';

/**
 * The catalog that everybody sees, and behind it what only its owner sees: tables that were published without public metadata can be asked for
 * by their exact names. The owner's account is the end of the mesh database's name, as publishing makes it.
 */
export function withHiddenTables(
  shown: MeshCatalog,
  ownerCatalog: (account: string, database: string) => Promise<MeshCatalog>,
): MeshCatalog {
  async function hidden<T>(
    database: string,
    read: (catalog: MeshCatalog) => Promise<T>,
    nothing: T,
  ): Promise<T> {
    const account = /-(\d{12})$/.exec(database)?.[1];
    if (account === undefined) {
      return nothing;
    }
    try {
      return await read(await ownerCatalog(account, database));
    } catch (error) {
      // No such member of the mesh: there is nothing behind the curtain. AWS does not tell a missing role from one that may not be taken.
      if (error instanceof MeshError && error.code === 'AWS_DENIED') {
        return nothing;
      }
      throw error;
    }
  }

  return {
    databases: () => shown.databases(),

    async database(name) {
      return (await shown.database(name)) ?? hidden(name, (catalog) => catalog.database(name), undefined);
    },

    async table(database, name) {
      return (
        (await shown.table(database, name)) ??
        hidden(database, (catalog) => catalog.table(database, name), undefined)
      );
    },

    async *tables(database, names) {
      const missing = new Set(names);
      for await (const table of shown.tables(database, names)) {
        missing.delete(table.name);
        yield table;
      }
      if (missing.size > 0) {
        yield* await hidden(database, (catalog) => named(catalog, database, missing), []);
      }
    },
  };
}

async function named(
  catalog: MeshCatalog,
  database: string,
  names: ReadonlySet<string>,
): Promise<readonly MeshTable[]> {
  const found: MeshTable[] = [];
  for await (const table of catalog.tables(database, [...names])) {
    if (names.has(table.name)) {
      found.push(table);
    }
  }
  return found;
}
