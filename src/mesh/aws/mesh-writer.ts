import { isDeepStrictEqual } from 'node:util';
import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GetDatabaseCommand,
  GetPartitionsCommand,
  GetTableCommand,
  type GlueClient,
  type PartitionInput,
  type TableInput,
  UpdateDatabaseCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import {
  BatchRevokePermissionsCommand,
  GrantPermissionsCommand,
  type LakeFormationClient,
  RegisterResourceCommand,
} from '@aws-sdk/client-lakeformation';
import { ConflictError, UpstreamError } from '../errors.ts';
import type { MeshPlace } from '../names.ts';
import { s3Arn, s3Location } from '../policies/s3-location.ts';
import type { Clock } from '../ports.ts';
import type { MeshWriter, PublishGrant } from '../producer/publish-ports.ts';
import { isAwsError } from './aws-error.ts';
import { type BatchEntry, sendBatches } from './lake-formation-batch.ts';
import { createTagger } from './lf-tags.ts';
import { collect, paged } from './pages.ts';
import { patiently } from './patience.ts';
import { toPartitionInput, toTableInput } from './table-input.ts';

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html */
const PARTITIONS_A_CALL = 100;
const DELETIONS_A_CALL = 25;

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

  /** Where the location is governed already, the role needs leave to make tables in it; an older mesh's role may give it to itself. */
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
          userMessage: `The mesh already governs ${location}, and this producer may not make tables there. A mesh admin has to run: data-mesh-cli enable-account … --data-location ${location}`,
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

  return {
    async ensureDatabase(Name, owner, { description, parameters }) {
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
    },

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

    async syncPartitions(DatabaseName, TableName, partitions, isNew) {
      const wanted = await collect(partitions);
      const there = isNew ? [] : await readPartitions(glue, clock, { CatalogId, DatabaseName, TableName });
      const key = ({ Values = [] }: PartitionInput) => JSON.stringify(Values);
      const known = new Set(there.map(key));
      const missing = wanted.filter((partition) => !known.has(key(partition)));
      const wantedKeys = new Set(wanted.map(key));
      const gone = there.filter((partition) => !wantedKeys.has(key(partition)));
      for (let from = 0; from < missing.length; from += PARTITIONS_A_CALL) {
        const PartitionInputList = missing.slice(from, from + PARTITIONS_A_CALL);
        const { Errors = [] } = await patiently(
          clock,
          `writing partitions of ${DatabaseName}.${TableName}`,
          () =>
            glue.send(
              new BatchCreatePartitionCommand({ CatalogId, DatabaseName, TableName, PartitionInputList }),
            ),
        );
        const real = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
        if (real[0]) {
          throw new UpstreamError(
            'PARTITIONS_REFUSED',
            `${real.length} partitions of ${TableName}: ${real[0].ErrorDetail?.ErrorMessage}`,
            {
              userMessage: `Glue refused ${real.length} partitions of ${TableName}: ${real[0].ErrorDetail?.ErrorMessage ?? 'no reason given'}`,
              retryable: false,
            },
          );
        }
      }
      for (let from = 0; from < gone.length; from += DELETIONS_A_CALL) {
        const PartitionsToDelete = gone
          .slice(from, from + DELETIONS_A_CALL)
          .map(({ Values = [] }) => ({ Values }));
        await patiently(clock, `removing partitions of ${DatabaseName}.${TableName}`, () =>
          glue.send(
            new BatchDeletePartitionCommand({ CatalogId, DatabaseName, TableName, PartitionsToDelete }),
          ),
        );
      }
      return missing.length;
    },

    async grant(grants) {
      const refused = await sendBatches(
        lakeFormation,
        clock,
        CatalogId,
        'grant',
        grants.flatMap((grant) => toEntries(CatalogId, grant)),
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

async function readPartitions(
  glue: GlueClient,
  clock: Clock,
  table: { readonly CatalogId: string; readonly DatabaseName: string; readonly TableName: string },
): Promise<readonly PartitionInput[]> {
  const partitions = paged('partitions', async (token) => {
    const answer = await patiently(
      clock,
      `reading the partitions of ${table.DatabaseName}.${table.TableName}`,
      () =>
        glue.send(
          new GetPartitionsCommand({
            ...table,
            ExcludeColumnSchema: true,
            ...(token ? { NextToken: token } : {}),
          }),
        ),
    );
    return { items: answer.Partitions, token: answer.NextToken };
  });
  return (await collect(partitions)).map(toPartitionInput);
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

function toEntries(
  catalogId: string,
  { principal, database, table, permissions, grantable }: PublishGrant,
): readonly BatchEntry[] {
  const Principal = { DataLakePrincipalIdentifier: principal };
  const options = (names: readonly PublishGrant['permissions'][number][]) => (grantable ? [...names] : []);
  if (table === undefined) {
    return [
      {
        Principal,
        Resource: { Database: { CatalogId: catalogId, Name: database } },
        Permissions: [...permissions],
        PermissionsWithGrantOption: options(permissions),
      },
    ];
  }
  const named = { CatalogId: catalogId, DatabaseName: database, Name: table };
  const others = permissions.filter((name) => name !== 'SELECT');
  const select = permissions.filter((name) => name === 'SELECT');
  return [
    {
      Principal,
      Resource: { Table: named },
      Permissions: others,
      PermissionsWithGrantOption: options(others),
    },
    ...(select.length > 0
      ? [
          {
            Principal,
            Resource: { TableWithColumns: { ...named, ColumnWildcard: {} } },
            Permissions: select,
            PermissionsWithGrantOption: options(select),
          },
        ]
      : []),
  ];
}
