import {
  BatchGrantPermissionsCommand,
  CreateLFTagCommand,
  GetDataLakeSettingsCommand,
  GrantPermissionsCommand,
  type LakeFormationClient,
  type Permission,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import type { LakeSettings } from '../admin/admin-ports.ts';
import { ConfigurationError, NotFoundError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { backoff, patiently } from './patience.ts';

const PROPAGATION_TRIES = 12;
/** @see https://docs.aws.amazon.com/general/latest/gr/lake-formation.html */
const MOST_ADMINISTRATORS = 30;

export function createLakeSettings(client: LakeFormationClient, account: string, clock: Clock): LakeSettings {
  const read = async () => {
    const { DataLakeSettings } = await patiently(
      clock,
      "reading the data lake's settings (lakeformation:GetDataLakeSettings)",
      () => client.send(new GetDataLakeSettingsCommand({ CatalogId: account })),
    );
    return DataLakeSettings ?? {};
  };

  /** A principal made seconds ago is unknown to Lake Formation for a while. */
  async function oncePropagated(doing: string, send: () => Promise<unknown>): Promise<void> {
    await patiently(clock, doing, async () => {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await send();
        } catch (error) {
          const early =
            isAwsError(error, 'InvalidInputException') &&
            /invalid principal|principal.*not (exist|found)/i.test(error.message);
          if (!early || attempt >= PROPAGATION_TRIES) {
            throw error;
          }
          await clock.sleep(250 + backoff(attempt, 250, 4_000));
        }
      }
    });
  }

  const grant = (
    principal: string,
    resource: Resource,
    permissions: readonly Permission[],
    grantable: readonly Permission[] = [],
  ) =>
    oncePropagated(`granting ${permissions.join(', ')} to ${principal}`, () =>
      client.send(
        new GrantPermissionsCommand({
          CatalogId: account,
          Principal: { DataLakePrincipalIdentifier: principal },
          Resource: resource,
          Permissions: [...permissions],
          PermissionsWithGrantOption: [...grantable],
        }),
      ),
    );

  return {
    async administrators() {
      const { DataLakeAdmins = [] } = await read();
      return DataLakeAdmins.flatMap(({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier ?? []);
    },

    async crossAccountVersion() {
      const version = Number((await read()).Parameters?.['CROSS_ACCOUNT_VERSION']);
      return Number.isInteger(version) ? version : undefined;
    },

    async ensure({ administrators, closeNewTables }) {
      await oncePropagated("writing the data lake's settings", async () => {
        // The whole document is written, so it is read anew for each try: whatever is not sent is gone.
        const settings = await read();
        const known = settings.DataLakeAdmins ?? [];
        const missing = administrators.filter(
          (arn) => !known.some((admin) => admin.DataLakePrincipalIdentifier === arn),
        );
        const isOpen = closeNewTables && (settings.CreateTableDefaultPermissions ?? []).length > 0;
        if (missing.length === 0 && !isOpen) {
          return;
        }
        const admins = [...known, ...missing.map((arn) => ({ DataLakePrincipalIdentifier: arn }))];
        if (admins.length > MOST_ADMINISTRATORS) {
          throw new ConfigurationError(
            'TOO_MANY_ADMINISTRATORS',
            `${account} would have ${admins.length} administrators`,
            {
              userMessage: `Account ${account} already has ${known.length} data lake administrators, and AWS allows ${MOST_ADMINISTRATORS}. Remove one first.`,
            },
          );
        }
        await client.send(
          new PutDataLakeSettingsCommand({
            CatalogId: account,
            DataLakeSettings: {
              ...settings,
              DataLakeAdmins: admins,
              ...(closeNewTables ? { CreateTableDefaultPermissions: [] } : {}),
            },
          }),
        );
      });
    },

    allowCatalog: (principal, permissions) => grant(principal, { Catalog: {} }, permissions),

    async ensureTag(key, firstValue) {
      await patiently(clock, `making LF-tag ${key}`, async () => {
        try {
          await client.send(
            new CreateLFTagCommand({ CatalogId: account, TagKey: key, TagValues: [firstValue] }),
          );
        } catch (error) {
          const there =
            isAwsError(error, 'AlreadyExistsException') ||
            (isAwsError(error, 'InvalidInputException') && /already exists/i.test(error.message));
          if (!there) {
            throw error;
          }
        }
      });
    },

    async allowTag(principal, key) {
      await oncePropagated(`letting ${principal} use LF-tag ${key}`, () =>
        client.send(
          new BatchGrantPermissionsCommand({
            CatalogId: account,
            Entries: [
              {
                Id: 'tag',
                Principal: { DataLakePrincipalIdentifier: principal },
                Resource: { LFTag: { CatalogId: account, TagKey: key, TagValues: ['*'] } },
                Permissions: ['DESCRIBE', 'ASSOCIATE', 'ALTER'],
              },
            ],
          }),
        ),
      );
    },

    async allowTables(principal, database, permissions) {
      try {
        await grant(principal, { Database: { CatalogId: account, Name: database } }, [
          'DESCRIBE',
          'CREATE_TABLE',
        ]);
        const everyTable = { CatalogId: account, DatabaseName: database, TableWildcard: {} };
        await grant(principal, { Table: everyTable }, permissions);
        return true;
      } catch (error) {
        if (error instanceof NotFoundError) {
          return false;
        }
        throw error;
      }
    },

    async allowLocation(principal, locationArn) {
      await patiently(clock, `registering ${locationArn}`, async () => {
        try {
          await client.send(
            new RegisterResourceCommand({ ResourceArn: locationArn, UseServiceLinkedRole: true }),
          );
        } catch (error) {
          if (!isAwsError(error, 'AlreadyExistsException')) {
            throw error;
          }
        }
      });
      const location = { DataLocation: { CatalogId: account, ResourceArn: locationArn } };
      await grant(principal, location, ['DATA_LOCATION_ACCESS'], ['DATA_LOCATION_ACCESS']);
    },
  };
}
