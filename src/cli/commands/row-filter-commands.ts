import type { Command } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import type { RowFilter } from '../../mesh/producer/row-filter.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';

interface Values {
  readonly databaseName: string;
  readonly tableName: string;
  readonly name: string;
  readonly expression: string;
  readonly confirm?: readonly string[];
}

/** `row-filter list|save|delete`: rows that an owner prepared for approvals, as data cells filters of Lake Formation. */
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
    .option(
      '--confirm <id>',
      'subscription that may read other rows from now on, once for each',
      collectValues,
    )
    .action(async (values: Values, command: Command) =>
      start({
        command,
        run: async (session) => {
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
    .action(async (values: Values, command: Command) =>
      start({
        command,
        run: async (session) => {
          await new DataMeshProducer(session.as('Producer')).deleteRowFilter(values);
          return {
            result: { deleted: values.name },
            text: `Deleted: ${values.name} of ${values.databaseName}.${values.tableName}`,
          };
        },
      }),
    );
}

function filterText({ table, name, expression, state }: RowFilter): string {
  const wrong = { ready: '', changed: ' (changed in AWS past the app)', missing: ' (missing in AWS)' }[state];
  return `${name} of ${table}: ${expression}${wrong}`;
}
