import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { LocalGrants, LocalScope } from '../ports/local-grants.ts';
import type { GrantFailure } from '../ports/permissions.ts';
import type { Clock } from '../ports.ts';
import { isAlreadyGone, toFailure, toWire } from './lake-formation.ts';
import { type BatchEntry, sendBatches } from './lake-formation-batch.ts';
import { listGrants } from './list-grants.ts';

/** Grants are kept by the account that makes them, also those on tables of the mesh's catalog. */
export function createLocalGrants(
  client: LakeFormationClient,
  account: string,
  meshAccountId: string,
  clock: Clock,
): LocalGrants {
  const wire = ({ principal, database, withDatabase, links, targets }: LocalScope): readonly BatchEntry[] => {
    const describe = { permissions: ['DESCRIBE'], grantable: [] } as const;
    return [
      ...(withDatabase ? toWire(account, principal, database, describe) : []),
      ...links.flatMap((table) => toWire(account, principal, database, { table, ...describe })),
      // Each permission for itself: Lake Formation takes nothing of an entry of which a part is gone.
      ...targets.flatMap(({ table, permissions }) =>
        permissions.flatMap((permission) =>
          toWire(meshAccountId, principal, database, { table, permissions: [permission], grantable: [] }),
        ),
      ),
    ];
  };
  return {
    async grant(scope): Promise<readonly GrantFailure[]> {
      return (await sendBatches(client, clock, account, 'grant', wire(scope))).map(toFailure);
    },

    async revoke(scope): Promise<readonly GrantFailure[]> {
      const refused = await sendBatches(client, clock, account, 'revoke', wire(scope));
      return refused.filter((each) => !isAlreadyGone(each)).map(toFailure);
    },

    async *list() {
      for await (const row of listGrants(client, account, clock)) {
        const { principal, database, table, isAll, permissions, isWildcard, catalogId = account } = row;
        if (!isWildcard && (catalogId === account || catalogId === meshAccountId)) {
          const on = catalogId === account ? 'link' : 'target';
          yield { principal, on, database, isAll, permissions, ...(table === undefined ? {} : { table }) };
        }
      }
    },
  };
}

/** For a plan, which takes nothing away: what it would have taken is not looked for afterwards. */
export function plannedLocalGrants(grants: LocalGrants): LocalGrants {
  return {
    ...grants,
    async *list() {
      // Nothing is seen.
    },
  };
}
