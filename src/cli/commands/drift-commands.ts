import { type Command, Option } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { type DriftLine, REMEDIES, type Remedy } from '../../mesh/drift/finding.ts';
import { findingSentence } from '../../mesh/drift/finding-sentence.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { lastSecondOf } from '../end-option.ts';
import { orderApp } from '../order-app.ts';
import { orderedOutcome } from '../ordered-outcome.ts';
import type { Outcome } from '../outcome.ts';
import { requireSettledApp } from '../require-settled-app.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export function addDriftCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'drift',
    'differences between what was decided about your tables and what AWS holds',
    'drift --ignore 0f3a9c1b22de --until 2027-03-31 --reason "moves over in March"',
  )
    .option(
      '--ignore <id>',
      'have the app leave this difference as it is until a day; with credentials of the mesh',
    )
    .option('--until <day>', 'with --ignore: the last day, for example 2027-03-31, at most a year ahead')
    .option('--reason <text>', 'with --ignore: why')
    .option('--jobs-queue <name>', 'with --ignore: the app’s queue of jobs', 'data-mesh-jobs.fifo')
    .option('--ledger-table <name>', 'with --ignore: the app’s ledger', 'AwsDataMeshLedger')
    .action(async (values: DriftValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          if (values.ignore !== undefined) {
            return ignore(session, values.ignore, values);
          }
          const lines: DriftLine[] = [];
          for await (const line of new DataMeshProducer(session.as('Producer')).drift()) {
            lines.push(line);
          }
          const text =
            lines.map(driftText).join('\n') ||
            'AWS holds exactly what was decided. Shares and links in the accounts of consumers are compared by /mesh drift alone.';
          return lines.some(({ kind }) => kind === 'unread')
            ? { result: lines, text, outcome: 'failed' }
            : { result: lines, text };
        },
      }),
    );

  defineCommand(
    program,
    'repair',
    'bring one difference to an end that drift found',
    'repair --finding 0f3a9c1b22de --remedy repair',
  )
    .requiredOption('--finding <id>', 'id of the difference, from drift')
    .addOption(
      new Option(
        '--remedy <remedy>',
        'grant again what was decided, take away or adopt what was not, or end the access',
      )
        .choices(REMEDIES.filter((each) => each !== 'ignore'))
        .makeOptionMandatory(),
    )
    .option('--until <day>', 'of an adopted access: its last day, for example 2027-03-31; without it, no end')
    .option('--reason <text>', 'why it is adopted')
    .option(
      '--ledger-table <name>',
      'the app’s ledger, which is asked with credentials of the mesh whether repairs rest',
      'AwsDataMeshLedger',
    )
    .action(async (values: RepairValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const isAsked = await requireSettledApp(session, values.ledgerTable);
          const producer = new DataMeshProducer(session.as('Producer'));
          const expiresAt = values.until === undefined ? undefined : endOf(values.until);
          const mended = await producer.repair(values.finding, values.remedy, {
            ...(expiresAt === undefined ? {} : { expiresAt }),
            ...(values.reason === undefined ? {} : { note: values.reason }),
          });
          const said = isAsked
            ? ''
            : '\nThe app’s ledger could not be read from here, so that it was not asked whether repairs rest.';
          return { result: mended, text: `Mended: ${findingSentence(mended)}${said}` };
        },
      }),
    );
}

/** What is left as it is stands in the ledger, which the app alone writes. */
async function ignore(session: Session, finding: string, values: DriftValues): Promise<Outcome> {
  const { until, reason } = values;
  if (!/^[0-9a-f]{12}$/.test(finding)) {
    throw new UsageError(`--ignore ${finding} is no id of a difference; drift lists them.`);
  }
  if (until === undefined || reason === undefined) {
    throw new UsageError('--ignore needs --until and --reason.');
  }
  endOf(until);
  const event = await orderApp(session.as('Mesh'), values, (sent) => ({
    ...sent,
    kind: 'repair',
    finding,
    remedy: 'ignore',
    words: `${until} ${reason}`,
  }));
  return orderedOutcome(event, `Left as it is until ${until}; it is shown again after that.`);
}

interface DriftValues {
  readonly ignore?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly jobsQueue: string;
  readonly ledgerTable: string;
}

interface RepairValues {
  readonly finding: string;
  readonly remedy: Remedy;
  readonly until?: string;
  readonly reason?: string;
  readonly ledgerTable: string;
}

/** Epoch seconds. Throws `UsageError`. */
function endOf(day: string): number {
  const end = lastSecondOf(day);
  if (end === undefined) {
    throw new UsageError(`--until ${day} is no day such as 2027-03-31.`);
  }
  return end;
}

function driftText(line: DriftLine): string {
  return line.kind === 'unread'
    ? `${line.consumer ?? line.owner} could not be read: ${line.message} (${line.code})`
    : `${line.id}  ${findingSentence(line)} Remedies: ${line.remedies.join(', ')}.`;
}
