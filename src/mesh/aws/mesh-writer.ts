import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  GetTableCommand,
  type GlueClient,
  type PartitionInput,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import {
  GrantPermissionsCommand,
  type LakeFormationClient,
  RegisterResourceCommand,
} from '@aws-sdk/client-lakeformation';
import { UpstreamError } from '../errors.ts';
import type { MeshPlace } from '../names.ts';
import { s3Arn, s3Location } from '../policies/s3-location.ts';
import type { Clock } from '../ports.ts';
import type { MeshWriter } from '../producer/publish-ports.ts';
import { isAwsError } from './aws-error.ts';
import { createDatabaseWriter } from './database-writer.ts';
import { sendBatches } from './lake-formation-batch.ts';
import { createTagger } from './lf-tags.ts';
import { createPartitionWriter } from './partition-writer.ts';
import { patiently } from './patience.ts';
import { publishEntries } from './publish-entries.ts';
import { toTableInput } from './table-input.ts';

export interface WriterClients {
  readonly glue: GlueClient;
  readonly lakeFormation: LakeFormationClient;
}

/** The mesh account's catalog, written with a producer's mesh role; `self` is that role's ARN. */
export function createMeshWriter(
  { glue, lakeFormation }: WriterClients,
  place: MeshPlace,
  self: string,
  clock: Clock,
): MeshWriter<TableInput, PartitionInput> {
  const CatalogId = place.meshAccountId;
  const tagger = createTagger(lakeFormation, CatalogId, clock);

  async function createTable(DatabaseName: string, input: TableInput): Promise<boolean> {
    return patiently(clock, `publishing ${DatabaseName}.${input.Name}`, async () => {
      try {
        await glue.send(new CreateTableCommand({ CatalogId, DatabaseName, TableInput: input }));
        return true;
      } catch (error) {
        if (isAwsError(error, 'AlreadyExistsException')) {
          return false;
        }
        throw error;
      }
    });
  }

  /** Whether it was made; `false` also where a governed location refuses it, which it does before it looks whether the table is there. */
  async function createdOrThere(database: string, input: TableInput): Promise<boolean> {
    try {
      return await createTable(database, input);
    } catch (error) {
      if (isAboutLocation(error)) {
        return false;
      }
      throw error;
    }
  }

  async function readTable(DatabaseName: string, Name: string) {
    return patiently(clock, `reading ${DatabaseName}.${Name}`, async () => {
      try {
        return (await glue.send(new GetTableCommand({ CatalogId, DatabaseName, Name }))).Table;
      } catch (error) {
        if (isAwsError(error, 'EntityNotFoundException')) {
          return undefined;
        }
        throw error;
      }
    });
  }

  /**
   * Where the location is governed already, the role needs leave to make or change tables in it, also those that it made itself before; an older
   * mesh's role may give it to itself. @see https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-underlying-data.html
   */
  async function withLocation<T>(location: string | undefined, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      const where = s3Location(location);
      if (!where || !isAboutLocation(error)) {
        throw error;
      }
      const arn = s3Arn(place.partition, where);
      try {
        await allowSelf(arn);
      } catch (cause) {
        throw new UpstreamError('LOCATION_NOT_ALLOWED', `${self} may not make tables in ${arn}`, {
          userMessage: `The mesh governs s3://${where.bucket} already, and this producer may not change what it offers there yet. A mesh admin allows it once, with data-mesh-cli enable-account --account-type producer --data-location s3://${where.bucket}, then publish again.`,
          cause,
          retryable: false,
        });
      }
      return write();
    }
  }

  async function allowSelf(ResourceArn: string): Promise<void> {
    await patiently(clock, `taking leave to make tables in ${ResourceArn}`, () =>
      lakeFormation.send(
        new GrantPermissionsCommand({
          CatalogId,
          Principal: { DataLakePrincipalIdentifier: self },
          Resource: { DataLocation: { CatalogId, ResourceArn } },
          Permissions: ['DATA_LOCATION_ACCESS'],
        }),
      ),
    );
  }

  return {
    ensureDatabase: createDatabaseWriter({ glue, lakeFormation }, CatalogId, clock),

    async ensureTable(DatabaseName, Name, definition, { owner, parameters }) {
      const input: TableInput = {
        ...definition,
        Name,
        Owner: owner,
        Parameters: { ...definition.Parameters, ...parameters },
      };
      const location = definition.StorageDescriptor?.Location;
      if (await createdOrThere(DatabaseName, input)) {
        return 'created';
      }
      const table = await readTable(DatabaseName, Name);
      if (!table) {
        await withLocation(location, () => createTable(DatabaseName, input));
        return 'created';
      }
      // What an earlier publication said of the product stays, unless this one says something else.
      const wanted = {
        ...input,
        Parameters: { ...productParameters(table.Parameters), ...input.Parameters },
      };
      if (isDeepStrictEqual(comparable({ ...toTableInput(table), Owner: table.Owner }), comparable(wanted))) {
        return 'unchanged';
      }
      await withLocation(location, () =>
        patiently(clock, `updating ${DatabaseName}.${Name}`, () =>
          glue.send(new UpdateTableCommand({ CatalogId, DatabaseName, TableInput: wanted })),
        ),
      );
      return 'updated';
    },

    async register(ResourceArn) {
      await patiently(clock, `registering ${ResourceArn}`, async () => {
        try {
          await lakeFormation.send(new RegisterResourceCommand({ ResourceArn, UseServiceLinkedRole: true }));
        } catch (error) {
          if (!isAwsError(error, 'AlreadyExistsException')) {
            throw error;
          }
        }
      });
    },

    syncPartitions: createPartitionWriter(glue, CatalogId, clock),

    async grant(grants) {
      const refused = await sendBatches(
        lakeFormation,
        clock,
        CatalogId,
        'grant',
        grants.flatMap((grant) => publishEntries(CatalogId, grant)),
      );
      return refused.map(({ entry, code, reason }) => ({
        table: entry.Resource?.Table?.Name ?? entry.Resource?.TableWithColumns?.Name,
        code,
        reason,
      }));
    },

    tag: (database, table, tags) => tagger.put(database, table, tags),
  };
}

function productParameters(
  parameters: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name.startsWith('data_mesh_')));
}

/** "Insufficient Lake Formation permission(s): Required Data Location Access on …" */
function isAboutLocation(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && /data location/i.test(error.cause.message);
}

/** Without what Glue fills in by itself, so that a table is written only where it differs. */
function comparable(input: TableInput): unknown {
  const { Retention, ...rest } = input;
  return JSON.parse(JSON.stringify(Retention ? input : rest));
}
