import { requireOrders } from '../require-orders.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/**
 * What `data-mesh-cli row-filter save|delete` asks for: the ledger, by which a filter is judged, is written by this function alone. Throws as
 * `Mesh.saveRowFilter`, `Mesh.deleteRowFilter`.
 */
export async function operatorRowFilter(
  dependencies: JobDependencies,
  job: JobOf<'operator-row-filter'>,
): Promise<void> {
  await requireOrders(dependencies, job);
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { database, table, name, expression, confirmed, id } = job;
  const about = { owner: await mesh.resolveOwner(database, [table]), database, table, name, by, job: id };
  if (expression === undefined) {
    await mesh.deleteRowFilter(about);
  } else {
    await mesh.saveRowFilter({ ...about, expression, confirmed });
  }
}
