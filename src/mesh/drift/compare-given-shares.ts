import { reaches } from '../consumer/reaches.ts';
import { tableArn } from '../names.ts';
import type { MeshPorts } from '../ports.ts';
import type { OwnerView } from './find-drift.ts';
import { type Finding, finding } from './finding.ts';

/**
 * Shares that somebody made by hand and that bring tables to accounts without any subscription of them. Lake Formation's own shares are not among
 * them: what they bring is granted, and compared there.
 */
export async function* compareGivenShares(
  { place, producer }: Pick<MeshPorts, 'place' | 'producer'>,
  { owner, expected, tables }: OwnerView,
): AsyncIterable<Finding> {
  const [first] = tables.keys();
  const shares = first === undefined ? [] : await (await producer(owner, first)).givenShares.byHand();
  for (const { share, name, principals, resources } of shares ?? []) {
    for (const [database, byName] of tables) {
      const shared = [...byName.keys()].filter((table) =>
        reaches(resources, tableArn(place, database, table)),
      );
      for (const principal of principals) {
        const own = expected.filter(
          ({ record, ...each }) => record.subscriber === principal && each.database === database,
        );
        const [table, ...others] = shared.filter(
          (each) => !own.some(({ tables: given }) => given.includes(each)),
        );
        if (table !== undefined) {
          yield finding({
            kind: 'orphan',
            where: 'share',
            owner,
            principal,
            database,
            ...(others.length === 0 ? { table } : {}),
            given: { share, name },
            permissions: [],
            grantable: [],
            remedies: ['revoke'],
          });
        }
      }
    }
  }
}
