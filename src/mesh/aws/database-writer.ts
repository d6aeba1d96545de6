import { isDeepStrictEqual } from 'node:util';
import {
  CreateDatabaseCommand,
  GetDatabaseCommand,
  type GlueClient,
  type PartitionInput,
  type TableInput,
  UpdateDatabaseCommand,
} from '@aws-sdk/client-glue';
import { BatchRevokePermissionsCommand, type LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { ConflictError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { MeshWriter } from '../producer/publish-ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

/** Makes a database of the mesh, or adds what is missing. */
export function createDatabaseWriter(
  { glue, lakeFormation }: { readonly glue: GlueClient; readonly lakeFormation: LakeFormationClient },
  CatalogId: string,
  clock: Clock,
): MeshWriter<TableInput, PartitionInput>['ensureDatabase'] {
  async function readDatabase(Name: string) {
    return patiently(clock, `reading database ${Name}`, async () => {
      try {
        return (await glue.send(new GetDatabaseCommand({ CatalogId, Name }))).Database;
      } catch (error) {
        if (isAwsError(error, 'AccessDeniedException')) {
          return undefined;
        }
        throw error;
      }
    });
  }

  return async (Name, owner, { description, parameters }) => {
    const isNew = await patiently(clock, `making database ${Name}`, async () => {
      try {
        await glue.send(
          new CreateDatabaseCommand({
            CatalogId,
            DatabaseInput: {
              Name,
              Description: description,
              Parameters: { ...parameters },
              CreateTableDefaultPermissions: [],
            },
            Tags: { Solution: 'DataMeshUtils' },
          }),
        );
        return true;
      } catch (error) {
        if (isAwsError(error, 'AlreadyExistsException')) {
          return false;
        }
        throw error;
      }
    });
    if (isNew) {
      // Where the account still opens new databases to whoever IAM allows, this one could not be shared.
      await patiently(clock, `closing database ${Name}`, () =>
        lakeFormation.send(
          new BatchRevokePermissionsCommand({
            CatalogId,
            Entries: [
              {
                Id: 'open',
                Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
                Resource: { Database: { CatalogId, Name } },
                Permissions: ['ALL'],
              },
            ],
          }),
        ),
      );
      return 'created';
    }
    const database = await readDatabase(Name);
    const other = database?.Parameters?.['data_mesh_source_account'];
    if (!database || (other !== undefined && other !== owner)) {
      throw new ConflictError('DATABASE_TAKEN', `mesh database ${Name} belongs to somebody else`, {
        userMessage: `The mesh already has a database ${Name} of another owner. Choose another name for yours.`,
      });
    }
    const wanted = { ...database.Parameters, ...parameters };
    const isClosed = (database.CreateTableDefaultPermissions ?? []).length === 0;
    if (isDeepStrictEqual(wanted, database.Parameters ?? {}) && isClosed) {
      return 'unchanged';
    }
    await patiently(clock, `updating database ${Name}`, () =>
      glue.send(
        new UpdateDatabaseCommand({
          CatalogId,
          Name,
          DatabaseInput: {
            Name,
            Description: database.Description ?? description,
            ...(database.LocationUri === undefined ? {} : { LocationUri: database.LocationUri }),
            Parameters: wanted,
            CreateTableDefaultPermissions: [],
          },
        }),
      ),
    );
    return 'updated';
  };
}
