import { NotFoundError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Person } from '../person.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { ownProducts } from './own-products.ts';
import { publishingTeams } from './publishing-team.ts';

/** A table that this person decides for, and whose it is. */
export interface OwnTable {
  readonly owner: string;
  readonly database: string;
  readonly table: string;
}

export async function ownTables(
  dependencies: JobDependencies,
  mesh: Mesh,
  person: Person,
): Promise<readonly OwnTable[]> {
  const { teams } = await publishingTeams(dependencies, person);
  const products = await ownProducts(mesh, teams);
  return products.flatMap(({ team, database, tables }) =>
    tables.map(({ name }) => ({ owner: team.account, database, table: name })),
  );
}

export function meantBy(
  own: readonly OwnTable[],
  place: { readonly database: string; readonly table: string },
): OwnTable {
  const found = own.find(({ database, table }) => database === place.database && table === place.table);
  if (!found) {
    throw notYours();
  }
  return found;
}

export function notYours(): NotFoundError {
  return new NotFoundError('TABLE_NOT_YOURS', 'a table for which this person decides no more', {
    userMessage:
      'Row filters are made by those who decide for the table. `/mesh products` shows what your teams offer.',
  });
}
