import type { Command } from 'commander';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import type {
  ApproveAccess,
  AskRequester,
  DenyAccess,
} from '../../mesh/aws/library/producer-subscriptions.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';
import { listOutcome, subscriptionOutcome } from '../outcome.ts';

/** What an owner decides about a request. */
export function addDecisionCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'list-pending',
    'requests that wait for a decision',
    'list-pending --credentials-file mesh.json',
  ).action(async (_values: object, command: Command) =>
    start({
      command,
      run: async (session) =>
        listOutcome(
          await new DataMeshProducer(session.as('Producer')).listPendingAccessRequests(),
          'Nothing waits for a decision.',
        ),
    }),
  );

  defineCommand(
    program,
    'approve-subscription',
    'grant a request, narrowed where told',
    'approve-subscription --request-id vytxeTZskVKR7C7WgdSP3d --grant-permissions SELECT --decision-notes "for the forecast"',
  )
    .requiredOption('--subscription-id, --request-id <id>', 'id of the request')
    .option('--grant-permissions <list>', 'fewer permissions than asked for, with commas')
    .option('--grantable-permissions <list>', 'permissions that the consumer may hand on')
    .option('--tables <list>', 'fewer tables than asked for, with commas')
    .option(
      '--columns <table=list>',
      'only these columns of a table, for example orders=id,amount; columns that it gets later are not included; once for each table',
      collectValues,
    )
    .option(
      '--exclude-columns <table=list>',
      'all columns of a table but these; columns that it gets later are included; once for each table',
      collectValues,
    )
    .option(
      '--rows <table=list>',
      'only the rows of these row filters of a table, together, for example orders=eu; once for each table',
      collectValues,
    )
    .option('--notes, --decision-notes <text>', 'what to tell the consumer')
    .action(async (values: ApproveAccess, command: Command) =>
      start({
        command,
        run: async (session) =>
          subscriptionOutcome(
            await new DataMeshProducer(session.as('Producer')).approveAccessRequest(values),
          ),
      }),
    );

  defineCommand(
    program,
    'deny-subscription',
    'deny a request',
    'deny-subscription --request-id vytxeTZskVKR7C7WgdSP3d --decision-notes "ask for orders_eu"',
  )
    .requiredOption('--subscription-id, --request-id <id>', 'id of the request')
    .option('--notes, --decision-notes <text>', 'what to tell the consumer')
    .action(async (values: DenyAccess, command: Command) =>
      start({
        command,
        run: async (session) =>
          subscriptionOutcome(await new DataMeshProducer(session.as('Producer')).denyAccessRequest(values)),
      }),
    );

  defineCommand(
    program,
    'ask-requester',
    'ask the requester something before deciding; the request waits for the answer',
    'ask-requester --request-id vytxeTZskVKR7C7WgdSP3d --question "which region do you need?"',
  )
    .requiredOption('--subscription-id, --request-id <id>', 'id of the request')
    .requiredOption('--question <text>', 'what you need to know')
    .action(async (values: AskRequester, command: Command) =>
      start({
        command,
        run: async (session) =>
          subscriptionOutcome(await new DataMeshProducer(session.as('Producer')).askRequester(values)),
      }),
    );
}
