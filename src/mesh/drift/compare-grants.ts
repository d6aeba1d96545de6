import { IAM_PATH, type MeshPlace } from '../names.ts';
import type { GrantRow } from '../ports/permissions.ts';
import type { Expected } from './expected.ts';
import type { OwnerView } from './find-drift.ts';
import { type Finding, finding } from './finding.ts';
import {
  type Amount,
  decidedAmount,
  heldAmount,
  isNothing,
  NOTHING,
  united,
  without,
} from './grant-amount.ts';

/** What Lake Formation holds against what was decided, in both directions. */
export function* compareGrants(place: MeshPlace, view: OwnerView): Iterable<Finding> {
  const held = heldBy(place, view);
  for (const each of view.expected) {
    if (each.isSettled) {
      yield* lacking(view, each, held);
    }
  }
  yield* excess(view, held);
}

/** Key of a table of somebody; without a name, of the database. */
function keyOf(principal: string, database: string, table = ''): string {
  return JSON.stringify([principal, database, table]);
}

/** Grants of consumers: what the owner and the mesh hold themselves, and what creators hold without a grant, is no business of subscriptions. */
function heldBy(place: MeshPlace, { owner, grants, tables }: OwnerView) {
  const held = new Map<string, Amount & { readonly row: GrantRow }>();
  for (const row of grants) {
    const isOther = row.table !== undefined && !tables.get(row.database)?.has(row.table);
    if (row.isWildcard || isOther || isOwn(place, owner, row)) {
      continue;
    }
    const key = keyOf(row.principal, row.database, row.table);
    held.set(key, { ...united(held.get(key) ?? NOTHING, heldAmount(row)), row });
  }
  return held;
}

function isOwn({ meshAccountId, partition }: MeshPlace, owner: string, row: GrantRow): boolean {
  const ours = `arn:${partition}:iam::${meshAccountId}:`;
  const { principal } = row;
  return (
    principal === owner ||
    principal === meshAccountId ||
    /^IAM_?ALLOWED_?PRINCIPALS$/i.test(principal) ||
    (principal.startsWith(ours) && (row.isAll || principal.slice(ours.length).startsWith(`role${IAM_PATH}`)))
  );
}

function* lacking(
  { owner, tables }: OwnerView,
  each: Expected,
  held: ReadonlyMap<string, Amount>,
): Iterable<Finding> {
  const { record, database, permissions, grantable, ...scope } = each;
  const { subscriber: principal, id: subscriptionId } = record;
  const about = { owner, principal, database, subscriptionId, where: 'grant' } as const;
  const there = scope.tables.filter((name) => tables.get(database)?.has(name));
  for (const table of scope.tables.filter((name) => !there.includes(name))) {
    yield finding({ ...about, kind: 'dangling', table, permissions, grantable, remedies: ['end'] });
  }
  const missing = there
    .map((table) => ({
      table,
      lacks: without(decidedAmount(each, table), held.get(keyOf(principal, database, table)) ?? NOTHING),
    }))
    .filter(({ lacks }) => !isNothing(lacks));
  const hasNone = there.length > 0 && there.every((name) => !held.has(keyOf(principal, database, name)));
  const isWhole = there.length === scope.tables.length; // where a table is gone, only its end can mend the record
  const remedies = isWhole ? (['repair', 'end'] as const) : (['end'] as const);
  if (hasNone) {
    yield finding({ ...about, kind: 'wrong-state', permissions, grantable, remedies });
    return;
  }
  for (const { table, lacks } of missing) {
    yield finding({ ...about, kind: 'missing', table, ...lacks, remedies });
  }
  if (there.length > 0 && !held.get(keyOf(principal, database))?.permissions.includes('DESCRIBE')) {
    const lacks = { permissions: ['DESCRIBE'], grantable: [] } as const;
    yield finding({ ...about, where: 'database', kind: 'missing', ...lacks, remedies });
  }
}

function* excess(
  { owner, expected }: OwnerView,
  held: ReadonlyMap<string, Amount & { readonly row: GrantRow }>,
): Iterable<Finding> {
  const needs = new Map<string, Amount>();
  const moving = new Set<string>();
  const known = new Map<string, string>();
  for (const each of expected) {
    const of = keyOf(each.record.subscriber, each.database);
    if (each.isSettled) {
      known.set(of, known.get(of) ?? each.record.id);
    } else {
      moving.add(of);
    }
    needs.set(of, { ...NOTHING, permissions: ['DESCRIBE'] });
    for (const table of each.tables) {
      const key = keyOf(each.record.subscriber, each.database, table);
      needs.set(key, united(needs.get(key) ?? NOTHING, decidedAmount(each, table)));
    }
  }
  for (const [key, { row, ...amount }] of held) {
    const { principal, database, table } = row;
    const of = keyOf(principal, database);
    const more = without(amount, needs.get(key) ?? NOTHING);
    if (isNothing(more) || moving.has(of)) {
      continue; // a job that is at this consumer's grants leaves them as they should be, or says so
    }
    const subscriptionId = known.get(of);
    yield finding({
      kind: subscriptionId === undefined ? 'orphan' : 'excess',
      where: table === undefined ? 'database' : 'grant',
      owner,
      principal,
      database,
      ...(table === undefined ? {} : { table }),
      ...more,
      ...(subscriptionId === undefined ? {} : { subscriptionId }),
      remedies: isAdoptable(row) ? ['revoke', 'adopt'] : ['revoke'],
    });
  }
}

/** Only an account can be a consumer with a record of its own; its `DESCRIBE` on the database goes with the tables. */
function isAdoptable({ principal, table }: GrantRow): boolean {
  return table !== undefined && /^\d{12}$/.test(principal);
}
