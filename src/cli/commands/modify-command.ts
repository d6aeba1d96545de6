import type { Command } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import type { UpdatePermissions } from '../../mesh/aws/library/producer-subscriptions.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';
import { newEnd } from '../end-option.ts';
import { subscriptionOutcome } from '../outcome.ts';

export function addModifyCommand(program: Command, start: Start): void {
  defineCommand(
    program,
    'modify-subscription',
    'bring an active subscription to exactly these permissions',
    'modify-subscription --subscription-id vytxeTZskVKR7C7WgdSP3d --grant-permissions "SELECT, INSERT" --notes "may write now"',
  )
    .requiredOption('--subscription-id <id>', 'id of the subscription')
    .option(
      '--grant-permissions <list>',
      'all permissions that shall hold, with commas; unchanged unless told',
    )
    .option('--for <length>', 'how long it lasts from now on: 36h, 30d, 2w; unchanged unless told')
    .option('--until <date>', 'its new end, as 2027-01-31 (the end of that day, UTC) or 2027-01-31T12:00:00Z')
    .option('--endless', 'it has no end any more')
    .option(
      '--grantable-permissions <list>',
      'permissions that may be handed on; unchanged unless told, none with ""',
    )
    .option('--columns <table=list>', 'only these columns of a table; unchanged unless told', collectValues)
    .option('--exclude-columns <table=list>', 'all columns of a table but these', collectValues)
    .option('--all-columns', 'every column of every table again')
    .option('--rows <table=list>', 'only the rows of these row filters; unchanged unless told', collectValues)
    .option('--all-rows', 'every row of every table again')
    .option('--notes <text>', 'why')
    .action(async (values: ModifyValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const expiresAt = newEnd(values, Math.floor(Date.now() / 1000));
          return subscriptionOutcome(
            await new DataMeshProducer(session.as('Producer')).updateSubscriptionPermissions({
              ...values,
              ...(expiresAt === undefined ? {} : { expiresAt }),
            }),
          );
        },
      }),
    );
}

interface ModifyValues extends Omit<UpdatePermissions, 'expiresAt'> {
  readonly for?: string;
  readonly until?: string;
  readonly endless?: boolean;
}
