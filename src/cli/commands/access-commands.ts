import type { Command } from 'commander';
import { DataMeshConsumer } from '../../mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { accountId } from '../../mesh/input/account-id.ts';
import { STATUSES, type Status } from '../../mesh/subscriptions/subscription.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';
import { listOutcome, subscriptionOutcome, subscriptionText } from '../outcome.ts';
import type { Session } from '../session.ts';
import { side } from '../side-option.ts';
import { takeBackOutcome } from '../take-back-outcome.ts';
import { UsageError } from '../usage-error.ts';

/** What is done with a subscription, by either side. */
export function addAccessCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'import-subscription',
    'make granted tables usable in this account',
    'import-subscription --subscription-id vytxeTZskVKR7C7WgdSP3d',
  )
    .requiredOption('--subscription-id <id>', 'id of the subscription')
    .option(
      '--grant-to-role <arn>',
      'role of this account that may use the tables; may be repeated',
      collectValues,
    )
    .action(
      async (
        values: { readonly subscriptionId: string; readonly grantToRole?: readonly string[] },
        command: Command,
      ) =>
        start({
          command,
          run: async (session) => {
            const record = await new DataMeshConsumer(session.as('Consumer')).finalizeSubscription(
              values.subscriptionId,
            );
            if (values.grantToRole) {
              return subscriptionOutcome(
                await lakeAdmin(session).grantToRoles(record.id, values.grantToRole),
              );
            }
            return subscriptionOutcome(record);
          },
        }),
    );

  defineCommand(
    program,
    'take-back',
    'take back what roles of this account were given of imported tables',
    'take-back --subscription-id vytxeTZskVKR7C7WgdSP3d',
  )
    .requiredOption('--subscription-id <id>', 'id of the subscription, also of one that has ended')
    .option(
      '--role <arn>',
      'role or user that loses it; may be repeated; everybody on record unless told',
      collectValues,
    )
    .action(
      async (
        values: { readonly subscriptionId: string; readonly role?: readonly string[] },
        command: Command,
      ) =>
        start({
          command,
          run: async (session) => {
            const record = await lakeAdmin(session).takeBackFromRoles(values.subscriptionId, values.role);
            return takeBackOutcome(record, values.role);
          },
        }),
    );

  defineCommand(
    program,
    'list-subscriptions',
    'what this account asked for and has',
    'list-subscriptions --status Active --table orders',
  )
    .option('--status <status>', `one of ${STATUSES.join(', ')}`)
    .option('--database-name <name>', 'mesh database')
    .option('--table <name>', 'records that hold this table')
    .option('--owner-account-id <id>', 'owner of the tables')
    .action(async (values: ListValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const records = await new DataMeshConsumer(session.as('Consumer')).listProductAccess({
            ...(values.status === undefined ? {} : { status: knownStatus(values.status) }),
            ...(values.databaseName === undefined ? {} : { database: values.databaseName }),
            ...(values.table === undefined ? {} : { table: values.table }),
            ...(values.ownerAccountId === undefined ? {} : { owner: accountId(values.ownerAccountId) }),
          });
          return listOutcome(records, 'No subscription matches.');
        },
      }),
    );

  defineCommand(
    program,
    'get-subscription',
    'one subscription',
    'get-subscription --subscription-id vytxeTZskVKR7C7WgdSP3d --as producer',
  )
    .requiredOption('--request-id, --subscription-id <id>', 'id')
    .option('--as <side>', 'producer or consumer', 'consumer')
    .action(async (values: SideValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const reader =
            side(values.as) === 'producer'
              ? new DataMeshProducer(session.as('Producer'))
              : new DataMeshConsumer(session.as('Consumer'));
          const record = await reader.getSubscription(values.subscriptionId);
          return record
            ? { result: record, text: subscriptionText(record) }
            : {
                result: null,
                text: 'There is no such subscription. Ids are case-sensitive.',
                outcome: 'failed',
              };
        },
      }),
    );

  defineCommand(
    program,
    'delete-subscription',
    'end a subscription, or withdraw a request',
    'delete-subscription --subscription-id vytxeTZskVKR7C7WgdSP3d --as producer --reason "project over"',
  )
    .requiredOption('--subscription-id <id>', 'id')
    .option('--as <side>', 'producer or consumer', 'consumer')
    .option('--reason <text>', 'why')
    .action(async (values: SideValues & { readonly reason?: string }, command: Command) =>
      start({
        command,
        run: async (session) => {
          const ender =
            side(values.as) === 'producer'
              ? new DataMeshProducer(session.as('Producer'))
              : new DataMeshConsumer(session.as('Consumer'));
          const ended = subscriptionOutcome(await ender.deleteSubscription(values));
          const { id, fulfilment } = ended.result;
          return fulfilment?.phase === 'Revoking'
            ? {
                ...ended,
                text: `${ended.text}\n  not ended yet: only the owner's side can take the grants away. The app does so at one of its next sweeps; the owner can at once, with \`data-mesh-cli delete-subscription --as producer --subscription-id ${id}\`.`,
              }
            : ended;
        },
      }),
    );
}

interface ListValues {
  readonly status?: string;
  readonly databaseName?: string;
  readonly table?: string;
  readonly ownerAccountId?: string;
}

interface SideValues {
  readonly subscriptionId: string;
  readonly as: string;
}

function knownStatus(text: string): Status {
  const found = STATUSES.find((status) => status.toLowerCase() === text.trim().toLowerCase());
  if (!found) {
    throw new UsageError(`--status takes one of ${STATUSES.join(', ')}, not "${text}".`);
  }
  return found;
}

/** A data lake administrator hands on and takes back, who need not be the one who imports. */
function lakeAdmin(session: Session): DataMeshConsumer {
  return new DataMeshConsumer(session.as(session.has('ConsumerAdmin') ? 'ConsumerAdmin' : 'Consumer'));
}
