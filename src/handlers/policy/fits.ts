import { secondsOf } from './duration.ts';
import type { Ask, AskedTable } from './outcome.ts';
import type { Match, Tags } from './policy.ts';

/** How many tables and permissions have to fit: one is enough to be careful, all are needed to be generous. */
export type Extent = 'any' | 'all';

/** Whether a rule speaks of this request. */
export function fits(match: Match | undefined, ask: Ask, extent: Extent): boolean {
  if (!match) {
    return true;
  }
  const { teams, longerThan, upTo } = match;
  const asked = ask.durationSeconds ?? Number.POSITIVE_INFINITY;
  return (
    (!teams || teams.includes(ask.team)) &&
    (longerThan === undefined || asked > secondsOf(longerThan)) &&
    (upTo === undefined || asked <= secondsOf(upTo)) &&
    permissionsFit(match, ask, extent) &&
    tablesFit(match, ask, extent)
  );
}

/** `DESCRIBE` is part of every grant, so it alone makes no request more than it is. */
function permissionsFit({ permissions }: Match, ask: Ask, extent: Extent): boolean {
  if (!permissions) {
    return true;
  }
  const known = (name: Ask['permissions'][number]): boolean => permissions.includes(name);
  return extent === 'any'
    ? ask.permissions.some(known)
    : ask.permissions.every((name) => name === 'DESCRIBE' || known(name));
}

/** A request without tables is one for the whole database: it is judged by the database alone, and never generously by tags. */
function tablesFit(match: Match, ask: Ask, extent: Extent): boolean {
  if (!match.products && !match.domains && !match.tags) {
    return true;
  }
  const fit = (table: AskedTable): boolean => tableFits(match, ask.database, table);
  return extent === 'any' ? ask.tables.some(fit) : ask.tables.length > 0 && ask.tables.every(fit);
}

function tableFits({ products, domains, tags }: Match, database: string, table: AskedTable): boolean {
  return (
    (!products || isOneOf(products, table.product) || isOneOf(products, database)) &&
    (!domains || isOneOf(domains, table.domain)) &&
    (!tags || carries(tags, table, 'every'))
  );
}

/** Whether the table carries one of the values of each key, or of any key. */
export function carries(tags: Tags, table: AskedTable, keys: 'every' | 'some'): boolean {
  const carried = new Map(
    Object.entries(table.tags).map(([key, values]) => [key.toLowerCase(), values] as const),
  );
  return Object.entries(tags)[keys](([key, values]) =>
    (carried.get(key.toLowerCase()) ?? []).some((value) => isOneOf(values, value)),
  );
}

function isOneOf(names: readonly string[], name: string | undefined): boolean {
  return name !== undefined && names.some((each) => each.toLowerCase() === name.toLowerCase());
}
