import { NotFoundError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { TableReaders } from '../../../mesh/readers/reader.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { noSuchTableFor, type TableName } from './find-table.ts';
import type { MyTeams } from './my-teams.ts';

/** The readers of a table. Throws `NotFoundError` (`TABLE_NOT_FOUND`) with the nearest names that the person may see. */
export async function readersOrNearest(
  dependencies: Pick<JobDependencies, 'products'>,
  mesh: Mesh,
  mine: MyTeams,
  name: TableName,
): Promise<TableReaders> {
  try {
    return await mesh.readers(name.database, name.table);
  } catch (error) {
    if (error instanceof NotFoundError) {
      throw await noSuchTableFor(dependencies, mesh, mine, name);
    }
    throw error;
  }
}
