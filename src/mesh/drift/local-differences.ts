import type { LocalRow } from '../ports/local-grants.ts';
import type { HandedOn } from '../subscriptions/handed-on.ts';
import type { Expected } from './expected.ts';
import type { Finding } from './finding.ts';

/** The group for whatever IAM lets: how an account made its databases is not the mesh's to say, and the group gets nothing of the mesh's tables by it. */
const EVERYBODY = /^IAM_?ALLOWED_?PRINCIPALS$/i;

/**
 * What a consumer's account gave to its own roles and users of its links and of the tables behind them, against what is on record. `rows` are those that
 * the mesh's role there may see. On links, which it made, it sees everything; on the tables of the mesh only what it holds itself, unless it
 * administers that data lake: so what is missing there is said only of tables of which it sees other grants. Whoever holds ALL on a link made it.
 */
export function* localDifferences(
  { record, database }: Expected,
  tables: readonly string[],
  rows: readonly LocalRow[],
  recorded: readonly HandedOn[],
): Iterable<Omit<Finding, 'id' | 'owner'>> {
  const about = {
    where: 'local',
    database,
    subscriptionId: record.id,
    grantable: [],
    remedies: [],
  } as const;
  for (const table of tables) {
    const named = rows.filter((row) => row.database === database && row.table === table);
    const makers = named.filter(({ on, isAll }) => on === 'link' && isAll).map(({ principal }) => principal);
    const there = named.filter(
      ({ principal, on }) => !EVERYBODY.test(principal) && !(on === 'link' && makers.includes(principal)),
    );
    const onTarget = there.filter(({ on }) => on === 'target');
    for (const { principal, tables: of, permissions } of record.handedOn ?? []) {
      if (!of.includes(table)) {
        continue;
      }
      const held = (on: LocalRow['on'], name: string) =>
        there.some(
          (row) =>
            row.on === on && row.principal === principal && row.permissions.some((one) => one === name),
        );
      const lacking = onTarget.length > 0 ? permissions.filter((name) => !held('target', name)) : [];
      if (lacking.length > 0) {
        yield { ...about, kind: 'missing', principal, table, permissions: lacking, on: 'target' };
      }
      if (!held('link', 'DESCRIBE')) {
        yield { ...about, kind: 'missing', principal, table, permissions: ['DESCRIBE'], on: 'link' };
      }
    }
    for (const { principal, on, permissions } of there) {
      const decided = recorded
        .filter((each) => each.principal === principal && each.tables.includes(table))
        .flatMap((each) => (on === 'link' ? ['DESCRIBE' as const] : each.permissions));
      const more = permissions.filter((name) => !decided.includes(name));
      if (more.length > 0 && principal !== record.subscriber) {
        yield { ...about, kind: 'excess', principal, table, permissions: more, on };
      }
    }
  }
}
