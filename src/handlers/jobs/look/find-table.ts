import { distance } from '../../../blocks/distance.ts';
import { listed, typed } from '../../../blocks/text.ts';
import { InvalidRequestError, NotFoundError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { ownProducts } from '../own-products.ts';
import { type MyTeams, producers } from './my-teams.ts';

export interface TableName {
  readonly database: string;
  readonly table: string;
}

/** Names that are offered where none or several fit. */
const OFFERED = 4;

/**
 * The table that a person means by `database.table` or by its name alone; a whole name may be one that the catalogue does not list.
 * Throws `InvalidRequestError` (`NO_TABLE_NAMED`, `SEVERAL_TABLES`), `NotFoundError` (`TABLE_NOT_FOUND`), each with the names that may be meant.
 */
export async function findTable(
  dependencies: Pick<JobDependencies, 'products'>,
  mesh: Mesh,
  mine: MyTeams,
  { words, example }: { readonly words: string; readonly example: string },
): Promise<TableName> {
  // Slack makes a link of what looks like a host name.
  const word = (/^<https?:[^|>]*\|([^>]+)>$/.exec(words.trim())?.[1] ?? words.trim()).toLowerCase();
  if (word === '' || /\s/.test(word)) {
    throw new InvalidRequestError('NO_TABLE_NAMED', `no table in "${words}"`, {
      userMessage: `Name one table, as \`table\` or \`database.table\`, for example \`${example}\`.`,
    });
  }
  const [, database, table] = /^([^.]+)\.([^.]+)$/.exec(word) ?? [];
  if (database !== undefined && table !== undefined) {
    return { database, table };
  }
  const known = await namesFor(dependencies, mesh, mine);
  const [first, ...others] = known.filter((each) => each.table === word);
  if (first === undefined) {
    throw noSuchTable(word, known);
  }
  if (others.length > 0) {
    throw new InvalidRequestError('SEVERAL_TABLES', `${others.length + 1} tables are called ${word}`, {
      userMessage: `Several tables are called ${typed(word, 80)}: ${offered([first, ...others])}. Name the one that you mean.`,
    });
  }
  return first;
}

/** As {@link findTable} says it, for a whole name that is not there. */
export async function noSuchTableFor(
  dependencies: Pick<JobDependencies, 'products'>,
  mesh: Mesh,
  mine: MyTeams,
  { database, table }: TableName,
): Promise<NotFoundError> {
  return noSuchTable(`${database}.${table}`, await namesFor(dependencies, mesh, mine));
}

/** Tables that this person may know of: what the catalogue lists, and what their teams own. */
async function namesFor(
  { products }: Pick<JobDependencies, 'products'>,
  mesh: Mesh,
  { memberOf, approverOf }: MyTeams,
): Promise<readonly TableName[]> {
  const names = new Map<string, TableName>();
  const add = (database: string, tables: readonly { readonly name: string }[]) => {
    for (const { name } of tables) {
      names.set(`${database}.${name}`, { database, table: name });
    }
  };
  for await (const { database, tables } of products.all()) {
    add(database, tables);
  }
  const own = producers([...new Set([...memberOf, ...approverOf])]);
  for (const { database, tables } of await ownProducts(mesh, own)) {
    add(database, tables);
  }
  return [...names.values()];
}

function noSuchTable(word: string, known: readonly TableName[]): NotFoundError {
  const [, table = word] = word.split('.');
  const near = known
    .map((name) => ({ name, far: far(name.table, table) }))
    .filter(({ far: by }) => by <= Math.max(2, Math.ceil(table.length / 3)))
    .sort((left, right) => left.far - right.far);
  const guess =
    near.length > 0
      ? `Did you mean ${offered(near.map(({ name }) => name))}?`
      : `\`/mesh find ${typed(table, 60)}\` searches.`;
  return new NotFoundError('TABLE_NOT_FOUND', `no table ${word}`, {
    userMessage: `There is no table ${typed(word, 200)} that you can see. ${guess}`,
  });
}

/** A name that holds the other one is near, however much longer it is. */
function far(name: string, wanted: string): number {
  return wanted.length > 2 && name.includes(wanted) ? 1 : distance(name, wanted);
}

function offered(names: readonly TableName[]): string {
  return listed(
    names.slice(0, OFFERED).map(({ database, table }) => `\`${typed(`${database}.${table}`, 200)}\``),
  );
}
