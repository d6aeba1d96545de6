import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { type RowFilterRow, rowFilterList } from '../../../blocks/row-filter-list.ts';
import { listed, typed } from '../../../blocks/text.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { type OwnProduct, ownProducts } from '../own-products.ts';
import { publishingTeams } from '../publishing-team.ts';

/** `/mesh filters [database.table]`: rows that owners prepared for approvals, for those who decide for the tables. */
export async function filters(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
): Promise<Message> {
  const words = job.words.trim();
  const { teams } = await publishingTeams(dependencies, job);
  const products = await ownProducts(mesh, teams);
  const rows: RowFilterRow[] = [];
  for (const database of new Set(products.map((product) => product.database))) {
    const owner = products.find((product) => product.database === database)?.team.account ?? '';
    for (const { table, ...filter } of await mesh.rowFilters(owner, database, { isCounted: true })) {
      if (`${database}.${table}`.includes(words.toLowerCase())) {
        rows.push({ ...filter, table, uses: filter.uses ?? 0 });
      }
    }
  }
  const named = ({ database, tables }: (typeof products)[number]) =>
    tables.some(({ name }) => `${database}.${name}`.includes(words.toLowerCase()));
  if (rows.length === 0 && words !== '' && !products.some(named)) {
    return privateAnswer(
      `No table of your teams is called “${typed(words, 80)}”. ${exampleOf(products)}\`/mesh filters\` alone shows every row filter.`,
    );
  }
  return rowFilterList(words, rows);
}

/** Tables that are there, as they would be typed. */
function exampleOf(products: readonly OwnProduct[]): string {
  const names = [...new Set(products.flatMap(({ tables }) => tables.map(({ name }) => name)))];
  return names.length > 0
    ? `Type a table or part of its name, for example ${listed(
        names.slice(0, 2).map((name) => `\`/mesh filters ${typed(name, 80)}\``),
      )}. `
    : 'They have no tables in the mesh yet: `/mesh publish` offers some. ';
}
