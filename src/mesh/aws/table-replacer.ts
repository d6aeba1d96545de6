import { DeleteTableCommand, type GlueClient } from '@aws-sdk/client-glue';
import type { Clock } from '../ports.ts';
import type { TableReplacer } from '../producer/migrate-tables.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

/** Removes definitions of the producer's own catalog; the data in S3 stays. */
export function createTableReplacer(client: GlueClient, account: string, clock: Clock): TableReplacer {
  return {
    async remove(database, table) {
      await patiently(clock, `removing ${database}.${table}`, async () => {
        try {
          await client.send(
            new DeleteTableCommand({ CatalogId: account, DatabaseName: database, Name: table }),
          );
        } catch (error) {
          if (!isAwsError(error, 'EntityNotFoundException')) {
            throw error;
          }
        }
      });
    },
  };
}
