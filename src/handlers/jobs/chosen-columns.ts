import * as z from 'zod/mini';
import { optionValue } from '../../blocks/option-value.ts';
import type { ColumnScope, ColumnScopes } from '../../mesh/columns.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { CatalogTable } from '../../mesh/producer/catalog-product.ts';
import type { RowScopes } from '../../mesh/rows.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';

/** Columns as a form hands them over: by the option value of the table, each by its option value. */
export const ChosenColumns = z.record(
  z.string(),
  z.union([z.object({ include: z.array(z.string()) }), z.object({ exclude: z.array(z.string()) })]),
);
export type ChosenColumns = z.infer<typeof ChosenColumns>;

/** Row filters as a form hands them over: names by the option value of the table. */
export const ChosenRows = z.record(z.string(), z.array(z.string()));
export type ChosenRows = z.infer<typeof ChosenRows>;

/** The same by table; `undefined` where none was chosen. */
export function rowScopes({ tables }: Subscription, chosen: ChosenRows = {}): RowScopes | undefined {
  const entries = tables.flatMap((name) => {
    const filters = chosen[optionValue(name)];
    return filters && filters.length > 0 ? [[name, filters] as const] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The same by their names in the catalogue; what is not there any more keeps its value, and the mesh refuses it by that. */
export async function columnScopes(
  mesh: Pick<Mesh, 'describeTables'>,
  { database = '', tables }: Subscription,
  chosen: ChosenColumns = {},
): Promise<ColumnScopes | undefined> {
  if (Object.keys(chosen).length === 0) {
    return undefined;
  }
  const described = await mesh.describeTables(
    database,
    tables.filter((name) => optionValue(name) in chosen),
  );
  return Object.fromEntries(
    described.flatMap((table) => {
      const choice = chosen[optionValue(table.name)];
      return choice ? [[table.name, named(table, choice)]] : [];
    }),
  );
}

function named({ columns }: CatalogTable, choice: ChosenColumns[string]): ColumnScope {
  const name = (value: string) => columns.find((each) => optionValue(each.name) === value)?.name ?? value;
  return 'include' in choice ? { include: choice.include.map(name) } : { exclude: choice.exclude.map(name) };
}
