import type { Command } from 'commander';
import { DataMeshConsumer } from '../../mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { forOption, untilOption } from '../end-option.ts';
import { subscriptionOutcome } from '../outcome.ts';
import { side } from '../side-option.ts';
import { UsageError } from '../usage-error.ts';

interface ExtendValues {
  readonly subscriptionId: string;
  readonly for?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly as: string;
}

/** The consumer asks for more time; the owner gives what was asked for. */
export function addExtendCommand(program: Command, start: Start): void {
  defineCommand(
    program,
    'extend',
    'ask for more time, or as the owner give what was asked for',
    'extend --subscription-id vytxeTZskVKR7C7WgdSP3d --for 30d --reason "the audit takes longer"',
  )
    .requiredOption('--subscription-id <id>', 'id')
    .option('--for <length>', 'how much longer than the present end: 36h, 30d, 2w')
    .option('--until <date>', 'the new end, as 2027-01-31 (the end of that day, UTC) or 2027-01-31T12:00:00Z')
    .option('--reason <text>', 'why')
    .option('--as <side>', 'consumer asks, producer gives what was asked for', 'consumer')
    .action(async (values: ExtendValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const { subscriptionId, reason } = values;
          if (side(values.as) === 'producer') {
            if (values.for !== undefined || values.until !== undefined) {
              throw new UsageError(
                'As producer, the extension that was asked for is given: leave out --for and --until.',
              );
            }
            return subscriptionOutcome(
              await new DataMeshProducer(session.as('Producer')).extendSubscription(subscriptionId),
            );
          }
          const consumer = new DataMeshConsumer(session.as('Consumer'));
          const record = await consumer.getSubscription(subscriptionId);
          const asked = await consumer.askExtension({
            subscriptionId,
            seconds: lengthOf(values, record?.expiresAt),
            ...(reason === undefined ? {} : { reason }),
          });
          const { result, text } = subscriptionOutcome(asked);
          return {
            result,
            text: `${text}\n  More time was asked for. Until the owner answers, the end stays.`,
          };
        },
      }),
    );
}

/** Seconds beyond the present end. Throws `UsageError`. */
function lengthOf({ for: length, until }: ExtendValues, end: number | undefined): number {
  if ((length === undefined) === (until === undefined)) {
    throw new UsageError('Say either --for 30d or --until 2027-01-31.');
  }
  if (until !== undefined) {
    const seconds = untilOption(until) - (end ?? 0);
    if (end !== undefined && seconds <= 0) {
      throw new UsageError(
        `The access ends ${new Date(end * 1000).toISOString()} already; --until has to be later.`,
      );
    }
    return seconds;
  }
  return forOption(length ?? '');
}
