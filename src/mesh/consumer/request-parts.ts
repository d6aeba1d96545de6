import { MeshError } from '../errors.ts';
import type { MeshCatalog } from '../ports/mesh-catalog.ts';
import { findTables, ownerOf } from '../producer/resolve-tables.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { findRequested, type Wanted } from './find-requested.ts';

/** What one owner decides on: tables of one mesh database. */
export interface RequestPart {
  readonly owner: string;
  readonly database: string;
  readonly tables: readonly string[];
}

/** What came of the parts of a request: each stands for itself. */
export interface AskedParts {
  readonly asked: readonly Subscription[];
  readonly refused: readonly (RequestPart & { readonly error: MeshError })[];
}

/**
 * What is meant, by database and by owner: one record has one of each. Throws as `findRequested`; `NotFoundError` (`TABLE_NOT_FOUND`),
 * `InvalidRequestError` (`LINK_REQUESTED`).
 */
export async function requestParts(catalog: MeshCatalog, wanted: Wanted): Promise<readonly RequestPart[]> {
  const parts: RequestPart[] = [];
  for (const { database, tables } of await findRequested(catalog, wanted)) {
    const { found, missing } = await findTables(catalog, database, tables);
    const owners = [...new Set(found.map(({ owner }) => owner))].sort();
    for (const each of owners) {
      const own = found.filter(({ owner }) => owner === each);
      const owner = ownerOf(database, { found: own, missing });
      parts.push({ owner, database, tables: own.map(({ name }) => name).sort() });
    }
    if (owners.length === 0) {
      ownerOf(database, { found, missing });
    }
  }
  return parts;
}

/** Asks part by part: one that is refused is named with its reason and does not keep the others from being asked. */
export async function askParts(
  parts: readonly RequestPart[],
  ask: (part: RequestPart) => Promise<Subscription>,
): Promise<AskedParts> {
  const asked: Subscription[] = [];
  const refused: (RequestPart & { error: MeshError })[] = [];
  for (const part of parts) {
    try {
      asked.push(await ask(part));
    } catch (error) {
      if (!(error instanceof MeshError) || error.retryable) {
        throw error;
      }
      refused.push({ ...part, error });
    }
  }
  return { asked, refused };
}
