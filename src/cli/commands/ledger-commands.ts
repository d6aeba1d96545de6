import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import type { EventFilter, LedgerEvent } from '../../mesh/ledger/event.ts';
import { EXPORT_FORMATS, type ExportFormat, exportEvents } from '../../mesh/ledger/export-events.ts';
import { parsePeriod } from '../../mesh/ledger/period.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { eventText } from '../event-text.ts';
import type { Outcome } from '../outcome.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

interface HistoryValues {
  readonly ledgerTable?: string;
  readonly subscriptionId?: string;
  readonly table?: string;
  readonly person?: string;
  readonly team?: string;
  readonly from: string;
  readonly to: string;
}

interface ExportValues extends HistoryValues {
  readonly format: ExportFormat;
  readonly output: string;
}

/** What the ledger keeps, read with the credentials of the mesh account. */
export function addLedgerCommands(program: Command, start: Start): void {
  withPeriod(
    defineCommand(
      program,
      'history',
      'who asked, decided and tried what about a subscription, a table or a person',
      'history --ledger-table AwsDataMeshLedger --subscription-id vytxeTZskVKR7C7WgdSP3d',
    ),
  )
    .option('--request-id, --subscription-id <id>', 'one request or subscription')
    .option('--table <database.table>', 'one table of the mesh')
    .option('--person <actor>', 'slack:<workspace>/<user>, or the ARN of a caller of the command line')
    .option('--team <key>', 'what is about one team: its secret, its policy, its differences')
    .action(async (values: HistoryValues, command: Command) =>
      start({ command, run: (session) => history(session, values) }),
    );

  withPeriod(
    defineCommand(
      program,
      'export',
      'everything that happened in a period, as CSV or JSON',
      'export --ledger-table AwsDataMeshLedger --from 2026-01-01 --to 2026-03-31 --format csv --output quarter.csv',
    ),
  )
    .addOption(new Option('--format <format>', 'csv or json').choices(EXPORT_FORMATS).default('csv'))
    .requiredOption('--output <path>', 'file to be written')
    .action(async (values: ExportValues, command: Command) =>
      start({ command, run: (session) => exportAll(session, values) }),
    );
}

function withPeriod(command: Command): Command {
  return command
    .option('--ledger-table <name>', 'the table of the app’s ledger, for example AwsDataMeshLedger')
    .option('--from <day>', 'first day or month that counts, in UTC', '')
    .option('--to <day>', 'last day or month that counts, in UTC', '');
}

async function history(session: Session, values: HistoryValues): Promise<Outcome> {
  const filter = filterOf(values);
  const events: LedgerEvent[] = [];
  for await (const event of ledgerOf(session, values).history(filter)) {
    events.push(event);
  }
  return { result: events, text: events.map(eventText).join('\n') || 'The ledger keeps nothing of that.' };
}

async function exportAll(session: Session, values: ExportValues): Promise<Outcome> {
  const period = periodOf(values);
  const now = Math.floor(Date.now() / 1000);
  const { from = now - 30 * 86_400, to = now } = period;
  const admin = ledgerOf(session, values);
  const { text, summary } = exportEvents(admin.history({ from, to }), values.format);
  try {
    await pipeline(text, createWriteStream(values.output));
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'syscall' in error && error.syscall === 'open') {
      throw new UsageError(`--output ${values.output} cannot be written: ${String(error)}.`);
    }
    throw error;
  }
  const { rows } = summary();
  return {
    result: { rows, output: values.output, from, to },
    text: `${rows} events from ${isoDay(from)} to ${isoDay(to)} are in ${values.output}.`,
  };
}

function isoDay(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}

/** Throws `UsageError` where no ledger is named: the library's own mesh has none. */
function ledgerOf(session: Session, { ledgerTable }: HistoryValues): DataMeshAdmin {
  if (!ledgerTable) {
    throw new UsageError(
      'No ledger is named. The ledger is kept by the Slack app: give its table with --ledger-table, for example AwsDataMeshLedger.',
    );
  }
  return new DataMeshAdmin({ ...session.as('Mesh'), ledgerTable });
}

function periodOf({ from, to }: HistoryValues) {
  return from === '' && to === '' ? {} : parsePeriod(`${from}..${to}`);
}

function filterOf(values: HistoryValues): EventFilter {
  const { subscriptionId, table, person, team } = values;
  if ([subscriptionId, table, person, team].filter((each) => each !== undefined).length !== 1) {
    throw new UsageError('Say of what: one of --subscription-id, --table, --person or --team.');
  }
  const period = periodOf(values);
  if (table === undefined) {
    return { ...period, person, team, subscription: subscriptionId };
  }
  const [, database, name] = /^([^.]+)\.([^.]+)$/.exec(table.trim().toLowerCase()) ?? [];
  if (database === undefined || name === undefined) {
    throw new UsageError(`--table takes database.table, not "${table}".`);
  }
  return { ...period, table: { database, table: name } };
}
