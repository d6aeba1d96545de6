import { ConflictError, InvalidRequestError, NotAllowedError, NotFoundError } from '../errors.ts';
import type { MeshCatalog, MeshTable } from '../ports/mesh-catalog.ts';

/** The named tables as the catalog shows them, and the names that it does not. */
export async function findTables(
  catalog: MeshCatalog,
  database: string,
  names: readonly string[],
): Promise<{ readonly found: readonly MeshTable[]; readonly missing: readonly string[] }> {
  const [only, second] = names;
  const found =
    only !== undefined && second === undefined
      ? [await catalog.table(database, only)].filter((table) => table !== undefined)
      : await fromList(catalog, database, names);
  const known = new Set(found.map(({ name }) => name));
  return { found, missing: names.filter((name) => !known.has(name)) };
}

async function fromList(
  catalog: MeshCatalog,
  database: string,
  names: readonly string[],
): Promise<readonly MeshTable[]> {
  const wanted = new Set(names);
  const found: MeshTable[] = [];
  for await (const table of catalog.tables(database, names)) {
    if (wanted.has(table.name)) {
      found.push(table);
    }
    if (found.length === wanted.size) {
      break;
    }
  }
  return found;
}

/**
 * The account that owns every one of these tables. Throws `NotFoundError` (`TABLE_NOT_FOUND`), `InvalidRequestError` (`MIXED_OWNERS`, `LINK_REQUESTED`).
 */
export function ownerOf(
  database: string,
  { found, missing }: Awaited<ReturnType<typeof findTables>>,
): string {
  if (missing.length > 0) {
    const names = missing.map((name) => `${database}.${name}`).join(', ');
    throw new NotFoundError('TABLE_NOT_FOUND', `not in the mesh catalogue: ${names}`, {
      userMessage: `${names} does not exist in the mesh, or you may not see it. Check the name with \`/mesh find\`.`,
      fields: { tables: `${missing.join(', ')} does not exist in the mesh, or you may not see it.` },
    });
  }
  refuseLinks(database, found);
  const owners = [...new Set(found.map(({ owner }) => owner))];
  const [owner, other] = owners;
  if (owner === undefined || other !== undefined || owners.length !== 1) {
    throw new InvalidRequestError('MIXED_OWNERS', `tables of ${database} belong to ${owners.join(', ')}`, {
      userMessage: 'These tables do not belong to one owner. Ask for the tables of each owner separately.',
    });
  }
  return owner;
}

/** Throws unless every table is there, is no link, and belongs to the owner that the record names. */
export function requireTargets(
  owner: string,
  database: string,
  { found, missing }: Awaited<ReturnType<typeof findTables>>,
): void {
  if (missing.length > 0) {
    throw new ConflictError('TABLES_GONE', `gone from the mesh: ${missing.join(', ')}`, {
      userMessage: `${missing.join(', ')} no longer exists in ${database}. Approve the other tables only, or deny the request; nothing was granted.`,
      details: { missing },
    });
  }
  refuseLinks(database, found);
  const foreign = found.filter((table) => table.owner !== owner);
  if (foreign.length > 0) {
    throw new NotAllowedError(
      'NOT_PRODUCT_OWNER',
      `${owner} does not own ${foreign.map(({ name }) => name).join(', ')}`,
      {
        userMessage: `The mesh catalogue names another owner for ${foreign.map(({ name }) => name).join(', ')}. Nothing was granted.`,
        details: { securityEvent: true },
      },
    );
  }
}

/** Lake Formation grants on what a link points to, never on the link. */
function refuseLinks(database: string, tables: readonly MeshTable[]): void {
  const links = tables.filter(({ target }) => target !== undefined);
  const [first] = links;
  if (first?.target) {
    const { catalogId, database: to, name } = first.target;
    throw new InvalidRequestError(
      'LINK_REQUESTED',
      `${database}.${first.name} is a link to ${catalogId}.${to}.${name}`,
      {
        userMessage: `${first.name} is only a link to ${to}.${name} of account ${catalogId}. Ask for that table instead.`,
      },
    );
  }
}
