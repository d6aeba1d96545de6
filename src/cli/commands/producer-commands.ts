import { appendFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import type { AskRequester } from '../../mesh/aws/library/producer-subscriptions.ts';
import type { Publication } from '../../mesh/producer/publication.ts';
import { booleanValue, collectValues, defineCommand, type Start } from '../define-command.ts';
import { newEnd } from '../end-option.ts';
import { listOutcome, type Outcome, subscriptionOutcome } from '../outcome.ts';
import { UsageError } from '../usage-error.ts';
import { addDriftCommands } from './drift-commands.ts';
import { addRowFilterCommands } from './row-filter-commands.ts';

export function addProducerCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'create-data-product',
    'publish tables into the mesh, or bring them up to date',
    'create-data-product --source-database-name sales --table-name-regex "orders.*" --domain retail --data-product-name orders',
  )
    .requiredOption(
      '--database-name, --source-database-name <name>',
      'database of this account that holds the tables',
    )
    .option(
      '--create-public-metadata [boolean]',
      'let everybody in the mesh find the tables',
      booleanValue,
      true,
    )
    .option(
      '--table-regex, --table-name-regex <expression>',
      'RE2 expression for whole table names; every table unless told',
    )
    .option('--domain <name>', 'domain of the tables')
    .option('--data-product-name <name>', 'product that they make up')
    .option(
      '--sync-mesh-catalog-schedule <cron>',
      'Glue schedule of a crawler on the tables, for example "cron(0 */4 * * ? *)"',
    )
    .option('--sync-mesh-crawler-role-arn <arn>', 'role of that crawler')
    .option('--expose-data-mesh-db-name <name>', 'database in the mesh; <source>-<account> unless told')
    .option('--expose-table-references-with-suffix <suffix>', 'suffix of the links in this account', '_link')
    .option('--use-original-table-name [boolean]', 'links without a suffix', booleanValue, false)
    .action(async (values: ProductValues, command: Command) =>
      start({
        command,
        run: async (session) =>
          publicationOutcome(await new DataMeshProducer(session.as('Producer')).createDataProducts(values)),
      }),
    );

  addDriftCommands(program, start);
  addRowFilterCommands(program, start);

  defineCommand(
    program,
    'list-pending',
    'requests that wait for a decision',
    'list-pending --credentials-file mesh.json',
  ).action(async (_values: object, command: Command) =>
    start({
      command,
      run: async (session) =>
        listOutcome(
          await new DataMeshProducer(session.as('Producer')).listPendingAccessRequests(),
          'Nothing waits for a decision.',
        ),
    }),
  );

  defineCommand(
    program,
    'approve-subscription',
    'grant a request, narrowed where told',
    'approve-subscription --request-id vytxeTZskVKR7C7WgdSP3d --grant-permissions SELECT --decision-notes "for the forecast"',
  )
    .requiredOption('--subscription-id, --request-id <id>', 'id of the request')
    .option('--grant-permissions <list>', 'fewer permissions than asked for, with commas')
    .option('--grantable-permissions <list>', 'permissions that the consumer may hand on')
    .option('--tables <list>', 'fewer tables than asked for, with commas')
    .option(
      '--columns <table=list>',
      'only these columns of a table, for example orders=id,amount; columns that it gets later are not included; once for each table',
      collectValues,
    )
    .option(
      '--exclude-columns <table=list>',
      'all columns of a table but these; columns that it gets later are included; once for each table',
      collectValues,
    )
    .option(
      '--rows <table=list>',
      'only the rows of these row filters of a table, together, for example orders=eu; once for each table',
      collectValues,
    )
    .option('--notes, --decision-notes <text>', 'what to tell the consumer')
    .action(async (values: DecisionValues, command: Command) =>
      start({
        command,
        run: async (session) =>
          subscriptionOutcome(
            await new DataMeshProducer(session.as('Producer')).approveAccessRequest(values),
          ),
      }),
    );

  defineCommand(
    program,
    'deny-subscription',
    'deny a request',
    'deny-subscription --request-id vytxeTZskVKR7C7WgdSP3d --decision-notes "ask for orders_eu"',
  )
    .requiredOption('--subscription-id, --request-id <id>', 'id of the request')
    .option('--notes, --decision-notes <text>', 'what to tell the consumer')
    .action(async (values: DecisionValues, command: Command) =>
      start({
        command,
        run: async (session) =>
          subscriptionOutcome(await new DataMeshProducer(session.as('Producer')).denyAccessRequest(values)),
      }),
    );

  defineCommand(
    program,
    'ask-requester',
    'ask the requester something before deciding; the request waits for the answer',
    'ask-requester --request-id vytxeTZskVKR7C7WgdSP3d --question "which region do you need?"',
  )
    .requiredOption('--subscription-id, --request-id <id>', 'id of the request')
    .requiredOption('--question <text>', 'what you need to know')
    .action(async (values: AskRequester, command: Command) =>
      start({
        command,
        run: async (session) =>
          subscriptionOutcome(await new DataMeshProducer(session.as('Producer')).askRequester(values)),
      }),
    );

  defineCommand(
    program,
    'modify-subscription',
    'bring an active subscription to exactly these permissions',
    'modify-subscription --subscription-id vytxeTZskVKR7C7WgdSP3d --grant-permissions "SELECT, INSERT" --notes "may write now"',
  )
    .requiredOption('--subscription-id <id>', 'id of the subscription')
    .option(
      '--grant-permissions <list>',
      'all permissions that shall hold, with commas; unchanged unless told',
    )
    .option('--for <length>', 'how long it lasts from now on: 36h, 30d, 2w; unchanged unless told')
    .option('--until <date>', 'its new end, as 2027-01-31 (the end of that day, UTC) or 2027-01-31T12:00:00Z')
    .option('--endless', 'it has no end any more')
    .option(
      '--grantable-permissions <list>',
      'permissions that may be handed on; unchanged unless told, none with ""',
    )
    .option('--columns <table=list>', 'only these columns of a table; unchanged unless told', collectValues)
    .option('--exclude-columns <table=list>', 'all columns of a table but these', collectValues)
    .option('--all-columns', 'every column of every table again')
    .option('--rows <table=list>', 'only the rows of these row filters; unchanged unless told', collectValues)
    .option('--all-rows', 'every row of every table again')
    .option('--notes <text>', 'why')
    .action(async (values: ModifyValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const expiresAt = newEnd(values, Math.floor(Date.now() / 1000));
          return subscriptionOutcome(
            await new DataMeshProducer(session.as('Producer')).updateSubscriptionPermissions({
              ...values,
              ...(expiresAt === undefined ? {} : { expiresAt }),
            }),
          );
        },
      }),
    );

  defineCommand(
    program,
    'get-data-product',
    'tables of a mesh database',
    'get-data-product --database-name sales-222222222222',
  )
    .requiredOption('--database-name <name>', 'mesh database')
    .option('--table-name-regex <expression>', 'RE2 expression for whole table names')
    .action(
      async (values: { readonly databaseName: string; readonly tableNameRegex?: string }, command: Command) =>
        start({
          command,
          run: async (session) => {
            const tables = await new DataMeshProducer(session.as('Producer')).getDataProduct(
              values.databaseName,
              values.tableNameRegex,
            );
            const lines = tables.map(
              ({ tableName, location }) => `${tableName}  ${location ?? 'no location'}`,
            );
            return { result: tables, text: lines.join('\n') || 'No such table.' };
          },
        }),
    );

  defineCommand(
    program,
    'migrate-tables',
    'publish tables and leave links in their place; a plan without --confirm',
    'migrate-tables --source-database-name sales --table-name-regex orders --confirm sales --backup-file orders.jsonl',
  )
    .requiredOption('--source-database-name <name>', 'database of this account')
    .option('--table-name-regex <expression>', 'RE2 expression for whole table names')
    .option('--confirm <name>', 'the name of the database again')
    .option(
      '--backup-file <path>',
      'file to which each definition is added before its table is replaced',
      'data-mesh-migration.jsonl',
    )
    .action(async (values: MigrateValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const migration = await new DataMeshProducer(session.as('Producer')).migrateTablesToMesh({
            ...values,
            onBackup: (backup) =>
              appendFile(values.backupFile, `${JSON.stringify(backup)}\n`, { mode: 0o600 }),
          });
          const names = migration.tables.join(', ') || 'no table';
          const text = migration.isPlan
            ? `Would replace by links: ${names}. Repeat with --confirm ${migration.database} to do it.`
            : `Replaced by links: ${names}. Definitions are kept in ${values.backupFile}.`;
          return {
            result: migration,
            text,
            ...((migration.publication?.failed.length ?? 0) > 0 ? { outcome: 'partly' as const } : {}),
          };
        },
      }),
    );

  defineCommand(
    program,
    'delete-data-product',
    'take tables out of the mesh that nobody uses; a plan without --confirm',
    'delete-data-product --database-name sales-222222222222 --table-name-regex refunds --confirm sales-222222222222',
  )
    .requiredOption('--database-name <name>', 'mesh database')
    .option('--table-name-regex <expression>', 'RE2 expression for whole table names')
    .option('--confirm <name>', 'the name of the database again')
    .option(
      '--announce <day>',
      'do not delete now: announce the last day, as in 2027-03-31 (UTC); the app tells everybody, ends every access by then and deletes the product',
    )
    .option('--keep', 'take an announced end back')
    .action(
      async (
        values: {
          readonly databaseName: string;
          readonly tableNameRegex?: string;
          readonly confirm?: string;
          readonly announce?: string;
          readonly keep?: boolean;
        },
        command: Command,
      ) =>
        start({
          command,
          run: async (session) => {
            if (values.announce !== undefined || values.keep) {
              return announceEnd(new DataMeshProducer(session.as('Producer')), values);
            }
            const removal = await new DataMeshProducer(session.as('Producer')).deleteDataProduct(values);
            const names = removal.tables.join(', ');
            const text = removal.isPlan
              ? `Would remove from the mesh: ${names}. Repeat with --confirm ${removal.database} to do it.`
              : `Removed from the mesh: ${names}.`;
            return { result: removal, text };
          },
        }),
    );
}

/** Throws `UsageError` where the two contradict each other or the day is none. */
async function announceEnd(
  producer: DataMeshProducer,
  {
    databaseName: database,
    announce,
    keep,
    confirm,
    tableNameRegex,
  }: {
    readonly databaseName: string;
    readonly announce?: string;
    readonly keep?: boolean;
    readonly confirm?: string;
    readonly tableNameRegex?: string;
  },
): Promise<Outcome> {
  if ((announce !== undefined && keep) || confirm !== undefined || tableNameRegex !== undefined) {
    throw new UsageError('Give --announce <day> or --keep alone: an end is announced for a whole product.');
  }
  if (announce === undefined) {
    await producer.setProductEnd(database, undefined);
    return {
      result: { database, endsAt: null },
      text: `${database} stays in the mesh. At its next tick the app gives accesses back the ends that it moved.`,
    };
  }
  const endsAt = Date.parse(`${announce}T23:59:59Z`) / 1000;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(announce) || !Number.isFinite(endsAt)) {
    throw new UsageError('--announce: give a day, as in 2027-03-31.');
  }
  await producer.setProductEnd(database, endsAt);
  return {
    result: { database, endsAt },
    text: `${database} leaves the mesh at the end of ${announce} (UTC). At its next tick the app denies what waits and moves later ends to that day; nobody can ask for it any more. --keep takes this back.`,
  };
}

interface ProductValues {
  readonly sourceDatabaseName: string;
  readonly createPublicMetadata?: boolean;
  readonly tableNameRegex?: string;
  readonly domain?: string;
  readonly dataProductName?: string;
  readonly syncMeshCatalogSchedule?: string;
  readonly syncMeshCrawlerRoleArn?: string;
  readonly exposeDataMeshDbName?: string;
  readonly exposeTableReferencesWithSuffix?: string;
  readonly useOriginalTableName?: boolean;
}

interface DecisionValues {
  readonly requestId: string;
  readonly grantPermissions?: string;
  readonly grantablePermissions?: string;
  readonly tables?: string;
  readonly columns?: readonly string[];
  readonly excludeColumns?: readonly string[];
  readonly rows?: readonly string[];
  readonly decisionNotes?: string;
}

interface ModifyValues {
  readonly subscriptionId: string;
  readonly grantPermissions?: string;
  readonly for?: string;
  readonly until?: string;
  readonly endless?: boolean;
  readonly grantablePermissions?: string;
  readonly columns?: readonly string[];
  readonly excludeColumns?: readonly string[];
  readonly allColumns?: boolean;
  readonly rows?: readonly string[];
  readonly allRows?: boolean;
  readonly notes?: string;
}

interface MigrateValues {
  readonly sourceDatabaseName: string;
  readonly tableNameRegex?: string;
  readonly confirm?: string;
  readonly backupFile: string;
}

function publicationOutcome(publication: Publication): Outcome {
  const { tables, skipped, failed } = publication;
  const lines = [
    ...tables.map(
      ({ sourceTable, targetDatabase, targetTable, change, untagged }) =>
        `${sourceTable} → ${targetDatabase}.${targetTable}  ${change}${untagged ? `, without tags: ${untagged}` : ''}`,
    ),
    ...skipped.map(({ sourceTable, reason }) => `${sourceTable}  skipped: ${reason}`),
    ...failed.map(({ sourceTable, reason }) => `${sourceTable}  failed: ${reason}`),
  ];
  const outcome = failed.length === 0 ? {} : ({ outcome: tables.length > 0 ? 'partly' : 'failed' } as const);
  return { result: publication, text: lines.join('\n'), ...outcome };
}
