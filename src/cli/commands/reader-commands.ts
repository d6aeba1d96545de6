import type { Command } from 'commander';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { readerText } from '../reader-text.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

interface WhoValues {
  readonly databaseName: string;
  readonly table: string;
  readonly as?: string;
  readonly ledgerTable?: string;
}

/** Who can read a table, as its owner or as an administrator of the mesh's data lake, who sees more. */
export function addReaderCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'who',
    'who can read a table, through what, and until when',
    'who --database-name sales-222222222222 --table orders',
  )
    .requiredOption('--database-name <name>', 'mesh database')
    .requiredOption('--table <name>', 'exact name of the table')
    .option(
      '--as <side>',
      'producer, the owner, or mesh, as an administrator of its data lake, who sees every grant; producer where there are credentials of one',
    )
    .option('--ledger-table <name>', 'as mesh: the table of the app’s ledger, which knows who decided')
    .action(async (values: WhoValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const found = await readers(session, values);
          return {
            result: found,
            text: found.readers.map(readerText).join('\n') || 'Nobody: AWS shows no grant.',
          };
        },
      }),
    );
}

async function readers(session: Session, { databaseName, table, as, ledgerTable }: WhoValues) {
  if (as !== undefined && as !== 'mesh' && as !== 'producer') {
    throw new UsageError(`--as takes mesh or producer, not "${as}".`);
  }
  return as === 'mesh' || (as === undefined && !session.has('Producer'))
    ? new DataMeshAdmin({
        ...session.as('Mesh'),
        ...(ledgerTable === undefined ? {} : { ledgerTable }),
      }).readers(databaseName, table)
    : new DataMeshProducer(session.as('Producer')).readers(databaseName, table);
}
