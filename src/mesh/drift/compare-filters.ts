import type { MeshPorts } from '../ports.ts';
import { type KnownFilters, knownFilters } from '../producer/known-filters.ts';
import { filterOf } from '../rows.ts';
import { isSame } from '../subscriptions/ready-filters.ts';
import type { Expected } from './expected.ts';
import type { OwnerView } from './find-drift.ts';
import { type Finding, finding } from './finding.ts';

/**
 * Row filters on which settled subscriptions rest, against what was decided. One that is gone took its grants along, which is a difference of
 * grants; one that lets other cells through is a difference of its own, since the grants look as they should.
 */
export async function* compareFilters(
  ports: Pick<MeshPorts, 'ledger' | 'producer'>,
  { owner, expected }: OwnerView,
): AsyncIterable<Finding> {
  const known = new Map<string, KnownFilters>();
  for (const each of expected.filter(({ rows, isSettled }) => isSettled && rows !== undefined)) {
    const { database, record } = each;
    const filters =
      known.get(database) ?? (await knownFilters(ports, await ports.producer(owner, database), database));
    known.set(database, filters);
    for (const [table, names] of Object.entries(each.rows ?? {})) {
      const altered = names.filter((name) => isAltered(filters, each, table, name));
      if (altered.length > 0) {
        yield finding({
          kind: 'altered',
          where: 'filter',
          owner,
          principal: record.subscriber,
          database,
          table,
          permissions: ['SELECT'],
          grantable: [],
          filters: altered,
          subscriptionId: record.id,
          remedies: ['repair', 'end'],
        });
      }
    }
  }
}

function isAltered({ prepared, cells }: KnownFilters, each: Expected, table: string, name: string): boolean {
  const filter = prepared.find((other) => other.table === table && other.name === name);
  const columns = each.columns?.[table];
  if (filter === undefined || columns === undefined) {
    return filter?.state === 'changed';
  }
  const own = {
    table,
    name: filterOf(each.record.id, name, columns),
    expression: filter.expression,
    columns,
  };
  const cell = cells.find((other) => other.table === table && other.name === own.name);
  return filter.state === 'changed' || (cell !== undefined && !isSame(cell, own));
}
