import type { Mesh } from '../../mesh/mesh.ts';
import type { Team } from '../team.ts';
import type { Publication } from './publication.ts';

/** Tables that are published, granted and linked together; a crash repeats at most these. */
const AT_ONCE = 25;

export async function publishSome(mesh: Mesh, team: Team, current: Publication): Promise<Publication> {
  const { form, source, left } = current;
  const tables = left.slice(0, AT_ONCE);
  const made = await mesh.publish({
    owner: team.account,
    sourceDatabaseName: source,
    tables,
    createPublicMetadata: form.isPublic,
    dataProductName: form.product,
    ...(form.domain === '' ? {} : { domain: form.domain }),
    ...(form.exposedName === '' ? {} : { exposeDataMeshDbName: form.exposedName }),
    ...(form.schedule === ''
      ? {}
      : { syncMeshCatalogSchedule: form.schedule, syncMeshCrawlerRoleArn: form.crawlerRole }),
  });
  const published = made.tables.map(({ sourceTable }) => sourceTable);
  const told = new Set([...published, ...made.failed.map(({ sourceTable }) => sourceTable)]);
  const gone = tables
    .filter((name) => !told.has(name))
    .map((sourceTable) => ({ sourceTable, reason: 'it is no longer in the source database' }));
  return {
    ...current,
    left: left.slice(AT_ONCE),
    published: [...new Set([...current.published, ...published])].sort(),
    failed: [...current.failed, ...made.failed, ...gone],
  };
}
