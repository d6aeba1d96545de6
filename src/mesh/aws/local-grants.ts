import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { LocalGrants } from '../consumer/grant-to-roles.ts';
import type { Clock } from '../ports.ts';
import { toWire } from './lake-formation.ts';
import { sendBatches } from './lake-formation-batch.ts';

export function createLocalGrants(
  client: LakeFormationClient,
  account: string,
  meshAccountId: string,
  clock: Clock,
): LocalGrants {
  return {
    async grant({ principal, database, tables, permissions }) {
      const links = [
        ...toWire(account, principal, database, { permissions: ['DESCRIBE'], grantable: [] }),
        ...tables.flatMap((table) =>
          toWire(account, principal, database, { table, permissions: ['DESCRIBE'], grantable: [] }),
        ),
      ];
      const targets = tables.flatMap((table) =>
        toWire(meshAccountId, principal, database, { table, permissions, grantable: [] }),
      );
      const refused = await sendBatches(client, clock, account, 'grant', [...links, ...targets]);
      return refused.map(({ entry, code, reason }) => ({
        table: entry.Resource?.Table?.Name ?? entry.Resource?.TableWithColumns?.Name,
        code,
        reason,
      }));
    },
  };
}
