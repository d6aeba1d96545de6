import { DeleteDatabaseCommand, DeleteTableCommand, type GlueClient } from '@aws-sdk/client-glue';
import { DeregisterResourceCommand, type LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { MeshPlace } from '../names.ts';
import { s3Arn, s3Location } from '../policies/s3-location.ts';
import type { Clock } from '../ports.ts';
import type { MeshRemover } from '../producer/delete-data-product.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

/** What is gone already counts as done. Deleting a table or database ends every grant on it. */
export function createMeshRemover(
  { glue, lakeFormation }: { readonly glue: GlueClient; readonly lakeFormation: LakeFormationClient },
  { meshAccountId: CatalogId, partition }: MeshPlace,
  clock: Clock,
): MeshRemover {
  const unlessGone = (doing: string, send: () => Promise<unknown>) =>
    patiently(clock, doing, async () => {
      try {
        await send();
      } catch (error) {
        if (!isAwsError(error, 'EntityNotFoundException')) {
          throw error;
        }
      }
    });
  return {
    removeTable: (DatabaseName, Name) =>
      unlessGone(`removing ${DatabaseName}.${Name}`, () =>
        glue.send(new DeleteTableCommand({ CatalogId, DatabaseName, Name })),
      ),
    removeDatabase: (Name) =>
      unlessGone(`removing database ${Name}`, () =>
        glue.send(new DeleteDatabaseCommand({ CatalogId, Name })),
      ),
    async deregister(text) {
      const location = s3Location(text);
      if (location) {
        await unlessGone(`giving up ${text}`, () =>
          lakeFormation.send(new DeregisterResourceCommand({ ResourceArn: s3Arn(partition, location) })),
        );
      }
    },
  };
}
