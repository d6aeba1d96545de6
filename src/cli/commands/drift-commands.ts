import { type Command, Option } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { type DriftLine, REMEDIES, type Remedy } from '../../mesh/drift/finding.ts';
import { findingSentence } from '../../mesh/drift/finding-sentence.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { isDay } from '../end-option.ts';
import { UsageError } from '../usage-error.ts';

export function addDriftCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'drift',
    'differences between what was decided about your tables and what AWS holds',
    'drift --credentials-file mesh.json',
  ).action(async (_values: object, command: Command) =>
    start({
      command,
      run: async (session) => {
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
    .action(async (values: RepairValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const producer = new DataMeshProducer(session.as('Producer'));
          const expiresAt = values.until === undefined ? undefined : lastSecondOf(values.until);
          const mended = await producer.repair(values.finding, values.remedy, {
            ...(expiresAt === undefined ? {} : { expiresAt }),
            ...(values.reason === undefined ? {} : { note: values.reason }),
          });
          return { result: mended, text: `Mended: ${findingSentence(mended)}` };
        },
      }),
    );
}

interface RepairValues {
  readonly finding: string;
  readonly remedy: Remedy;
  readonly until?: string;
  readonly reason?: string;
}

/** Epoch seconds. Throws `UsageError`. */
function lastSecondOf(day: string): number {
  if (!isDay(day)) {
    throw new UsageError(`--until ${day} is no day such as 2027-03-31.`);
  }
  return Date.parse(`${day}T23:59:59Z`) / 1000;
}

function driftText(line: DriftLine): string {
  return line.kind === 'unread'
    ? `${line.consumer ?? line.owner} could not be read: ${line.message} (${line.code})`
    : `${line.id}  ${findingSentence(line)} Remedies: ${line.remedies.join(', ')}.`;
}
