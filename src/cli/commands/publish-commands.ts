import { appendFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import type { CreateDataProducts } from '../../mesh/aws/library/producer-products.ts';
import type { MigrateTables } from '../../mesh/producer/migrate-tables.ts';
import type { Publication } from '../../mesh/producer/publication.ts';
import { booleanValue, defineCommand, type Start } from '../define-command.ts';
import type { Outcome } from '../outcome.ts';

/** How tables come into the mesh. */
export function addPublishCommands(program: Command, start: Start): void {
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
    .action(async (values: CreateDataProducts, command: Command) =>
      start({
        command,
        run: async (session) =>
          publicationOutcome(await new DataMeshProducer(session.as('Producer')).createDataProducts(values)),
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
}

interface MigrateValues extends Omit<MigrateTables, 'onBackup'> {
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
