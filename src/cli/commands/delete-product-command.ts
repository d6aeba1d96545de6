import type { Command } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { lastSecondOf } from '../end-option.ts';
import type { Outcome } from '../outcome.ts';
import { UsageError } from '../usage-error.ts';

/** How a product leaves the mesh. */
export function addDeleteProductCommand(program: Command, start: Start): void {
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
    .action(async (values: DeletionValues, command: Command) =>
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
  { databaseName: database, announce, keep, confirm, tableNameRegex }: DeletionValues,
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
  const endsAt = lastSecondOf(announce);
  if (endsAt === undefined) {
    throw new UsageError('--announce: give a day, as in 2027-03-31.');
  }
  await producer.setProductEnd(database, endsAt);
  return {
    result: { database, endsAt },
    text: `${database} leaves the mesh at the end of ${announce} (UTC). At its next tick the app denies what waits and moves later ends to that day; nobody can ask for it any more. --keep takes this back.`,
  };
}

interface DeletionValues {
  readonly databaseName: string;
  readonly tableNameRegex?: string;
  readonly confirm?: string;
  readonly announce?: string;
  readonly keep?: boolean;
}
