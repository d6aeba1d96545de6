import type { Command } from 'commander';
import { DataMeshConsumer } from '../../mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { defineCommand, type Start } from '../define-command.ts';

/** What the mesh offers. */
export function addProductCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'list-products',
    'what can be asked for',
    'list-products --credentials-file mesh.json',
  ).action(async (_values: object, command: Command) =>
    start({
      command,
      run: async (session) => {
        const products = [];
        for await (const product of new DataMeshConsumer(session.as('Consumer')).listProducts()) {
          products.push(product);
        }
        const lines = products.map(
          ({ database, owner, product, tables }) =>
            `${database}  ${product ?? ''}  of ${owner}: ${tables.map(({ name }) => name).join(', ')}`,
        );
        return { result: products, text: lines.join('\n') || 'The mesh holds nothing that you may see.' };
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
    'table-info',
    'columns and location of a table',
    'table-info --database-name sales-222222222222 --table-name orders',
  )
    .requiredOption('--database-name <name>', 'mesh database')
    .requiredOption('--table-name <name>', 'table')
    .action(async (values: { readonly databaseName: string; readonly tableName: string }, command: Command) =>
      start({
        command,
        run: async (session) => {
          const info = await new DataMeshConsumer(session.as('Consumer')).getTableInfo(
            values.databaseName,
            values.tableName,
          );
          const lines = info.columns.map(
            ({ name, type, comment }) => `  ${name}  ${type}${comment ? `  ${comment}` : ''}`,
          );
          return {
            result: info,
            text: [`${info.name}  ${info.location ?? 'no location'}`, ...lines].join('\n'),
          };
        },
      }),
    );
}
