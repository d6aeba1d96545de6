import type { Command } from 'commander';
import type { JobOf } from '../../handlers/jobs/job.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import type { LedgerEvent } from '../../mesh/ledger/event.ts';
import type { RowFilter } from '../../mesh/producer/row-filter.ts';
import { appCredentials } from '../app-credentials.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';
import { orderApp } from '../order-app.ts';
import { orderedOutcome } from '../ordered-outcome.ts';
import type { SessionOptions } from '../session.ts';

interface Values {
  readonly databaseName: string;
  readonly tableName: string;
  readonly name: string;
  readonly expression: string;
  readonly confirm?: readonly string[];
  readonly jobsQueue: string;
  readonly ledgerTable: string;
}

/**
 * `row-filter list|save|delete`: rows that an owner prepared for approvals, as data cells filters of Lake Formation. Where the app runs, it is the app
 * that changes them: by its ledger, drift knows what a filter has to be.
 */
export function addRowFilterCommands(program: Command, start: Start): void {
  const group = program
    .command('row-filter')
    .description('rows of your tables that can be given alone, prepared as filters')
    .addHelpText('after', '\nExample:\n  $ data-mesh-cli row-filter list --database-name sales-222222222222');
  const define = (name: string, summary: string, example: string): Command =>
    defineCommand(group, name, summary, `row-filter ${example}`).requiredOption(
      '--database-name <name>',
      'mesh database',
    );

  define('list', 'row filters of a mesh database', 'list --database-name sales-222222222222').action(
    async (values: Values, command: Command) =>
      start({
        command,
        run: async (session) => {
          const filters = await new DataMeshProducer(session.as('Producer')).rowFilters(values.databaseName);
          const lines = filters.map((filter) => `${filterText(filter)}, used by ${filter.uses ?? 0}`);
          return { result: filters, text: lines.join('\n') || 'There are no row filters.' };
        },
      }),
  );

  define(
    'save',
    'make a row filter or change it',
    `save --database-name sales-222222222222 --table-name orders --name eu --expression "region = 'eu'"`,
  )
    .requiredOption('--table-name <name>', 'table')
    .requiredOption('--name <name>', 'what you call it: small letters, digits, - and _')
    .requiredOption('--expression <condition>', 'which rows: columns compared with values')
    .option(...JOBS_QUEUE)
    .option(...LEDGER_TABLE)
    .option(
      '--confirm <id>',
      'subscription that may read other rows from now on, once for each',
      collectValues,
    )
    .action(async (values: Values, command: Command) =>
      start({
        command,
        run: async (session) => {
          const app = await appCredentials(session, values.jobsQueue);
          if (app) {
            const { name, tableName: table, expression, confirm: confirmed = [] } = values;
            const what = { name, table, expression };
            return orderedOutcome(
              await orderRowFilter(app, values, { ...what, confirmed: [...confirmed] }),
              `Saved: ${filterText({ ...what, state: 'ready' })}`,
            );
          }
          const saved = await new DataMeshProducer(session.as('Producer')).saveRowFilter(values);
          return { result: saved, text: `Saved: ${filterText(saved)}` };
        },
      }),
    );

  define(
    'delete',
    'take a row filter away that nobody reads through',
    'delete --database-name sales-222222222222 --table-name orders --name eu',
  )
    .requiredOption('--table-name <name>', 'table')
    .requiredOption('--name <name>', 'what you call it')
    .option(...JOBS_QUEUE)
    .option(...LEDGER_TABLE)
    .action(async (values: Values, command: Command) =>
      start({
        command,
        run: async (session) => {
          const { databaseName, tableName: table, name } = values;
          const text = `Deleted: ${name} of ${databaseName}.${table}`;
          const app = await appCredentials(session, values.jobsQueue);
          if (app) {
            return orderedOutcome(await orderRowFilter(app, values, { name, table, confirmed: [] }), text);
          }
          await new DataMeshProducer(session.as('Producer')).deleteRowFilter(values);
          return { result: { deleted: name }, text };
        },
      }),
    );
}

function orderRowFilter(
  app: SessionOptions,
  { jobsQueue, ledgerTable, databaseName: database }: Values,
  what: Pick<JobOf<'operator-row-filter'>, 'table' | 'name' | 'expression' | 'confirmed'>,
): Promise<LedgerEvent | undefined> {
  return orderApp(app, { jobsQueue, ledgerTable }, (sent) => ({
    ...sent,
    ...what,
    kind: 'operator-row-filter',
    database,
  }));
}

const JOBS_QUEUE = [
  '--jobs-queue <name>',
  'the app’s queue of jobs, through which it goes where the app runs',
  'data-mesh-jobs.fifo',
] as const;
const LEDGER_TABLE = ['--ledger-table <name>', 'the app’s ledger', 'AwsDataMeshLedger'] as const;

function filterText({
  table,
  name,
  expression,
  state,
}: Pick<RowFilter, 'table' | 'name' | 'expression' | 'state'>): string {
  const wrong = { ready: '', changed: ' (changed in AWS past the app)', missing: ' (missing in AWS)' }[state];
  return `${name} of ${table}: ${expression}${wrong}`;
}
