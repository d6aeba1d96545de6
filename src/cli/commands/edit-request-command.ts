import type { Command } from 'commander';
import { DataMeshConsumer } from '../../mesh/aws/library/data-mesh-consumer.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { daysOption } from '../end-option.ts';
import { subscriptionOutcome } from '../outcome.ts';
import { UsageError } from '../usage-error.ts';

interface EditValues {
  readonly requestId: string;
  readonly tables?: string;
  readonly requestPermissions?: string;
  readonly reason?: string;
  readonly days?: string;
}

/** Changes a request of the consumer while it waits. */
export function addEditRequestCommand(program: Command, start: Start): void {
  defineCommand(
    program,
    'edit-request',
    'change a request while it waits; what is not named stays as it is',
    'edit-request --request-id vytxeTZskVKR7C7WgdSP3d --tables orders --reason "only orders after all"',
  )
    .requiredOption('--subscription-id, --request-id <id>', 'id of the request')
    .option('--tables <list>', 'exact names, with commas, of the same owner')
    .option('--request-permissions <list>', 'permissions, with commas')
    .option('--reason <text>', 'what it is needed for')
    .option('--days <number>', 'how long it is needed; none for no end')
    .action(async (values: EditValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const { requestId, days, tables, requestPermissions, reason } = values;
          if ([days, tables, requestPermissions, reason].every((value) => value === undefined)) {
            throw new UsageError('Say what to change: --tables, --request-permissions, --reason or --days.');
          }
          return subscriptionOutcome(
            await new DataMeshConsumer(session.as('Consumer')).editRequest({
              subscriptionId: requestId,
              ...(tables === undefined ? {} : { tables }),
              ...(requestPermissions === undefined ? {} : { requestPermissions }),
              ...(reason === undefined ? {} : { reason }),
              ...(days === undefined ? {} : { durationSeconds: days === 'none' ? null : daysOption(days) }),
            }),
          );
        },
      }),
    );
}
