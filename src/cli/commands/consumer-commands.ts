import type { Command } from 'commander';
import { endOfDay } from '../../blocks/until-input.ts';
import { DataMeshConsumer } from '../../mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { STATUSES, type Status } from '../../mesh/subscriptions/subscription.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';
import { listOutcome, partsOutcome, subscriptionOutcome, subscriptionText } from '../outcome.ts';
import { UsageError } from '../usage-error.ts';

const DAY = 86_400;

export function addConsumerCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'list-products',
    'what can be asked for',
    'list-products --credentials-file mesh.json',
  ).action(async (_values: object, command: Command) =>
    start({
      command,
      run: async (session) => {
        const products = [];
        for await (const product of new DataMeshConsumer(session.as('Consumer')).listProducts()) {
          products.push(product);
        }
        const lines = products.map(
          ({ database, owner, product, tables }) =>
            `${database}  ${product ?? ''}  of ${owner}: ${tables.map(({ name }) => name).join(', ')}`,
        );
        return { result: products, text: lines.join('\n') || 'The mesh holds nothing that you may see.' };
      },
    }),
  );

  defineCommand(
    program,
    'request-access',
    'ask for tables by name, pattern, product or domain',
    'request-access --database-name sales-222222222222 --tables "orders, customers" --request-permissions SELECT --reason "forecast"',
  )
    .option('--owner-account-id <id>', 'who owns the tables; only checked')
    .option('--database-name <name>', 'mesh database')
    .option('--tables <list>', 'exact names, with commas')
    .option('--table-pattern <expression>', 'RE2 expression for whole table names')
    .option('--data-product-name, --data-product <name>', 'every table of this product')
    .option('--domain <name>', 'every table of this domain, each owner with a request of its own')
    .option('--live', 'tables that the product or domain gets later too')
    .requiredOption('--request-permissions <list>', 'permissions, with commas')
    .option('--reason <text>', 'what it is needed for')
    .option('--days <number>', 'how long it is needed')
    .option('--until <day>', 'the last day instead, for example 2027-03-31; it ends with that day, UTC')
    .action(async (values: RequestValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const { days, until, ...request } = values;
          if (days !== undefined && until !== undefined) {
            throw new UsageError('Say --days or --until, not both.');
          }
          return partsOutcome(
            await new DataMeshConsumer(session.as('Consumer')).requestInParts({
              ...request,
              ...(days === undefined ? {} : { durationSeconds: seconds(days) }),
              ...(until === undefined ? {} : { expiresAt: endOf(until) }),
            }),
          );
        },
      }),
    );

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
              // A data lake administrator hands on, who need not be the one who imports.
              const context = session.has('ConsumerAdmin') ? 'ConsumerAdmin' : 'Consumer';
              await new DataMeshConsumer(session.as(context)).grantToRoles(record.id, values.grantToRole);
            }
            return subscriptionOutcome(record);
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
            ...(values.ownerAccountId === undefined ? {} : { owner: values.ownerAccountId }),
          });
          return listOutcome(records, 'No subscription matches.');
        },
      }),
    );

  defineCommand(
    program,
    'table-info',
    'columns and location of a table',
    'table-info --database-name sales-222222222222 --table-name orders',
  )
    .requiredOption('--database-name <name>', 'mesh database')
    .requiredOption('--table-name <name>', 'table')
    .action(async (values: { readonly databaseName: string; readonly tableName: string }, command: Command) =>
      start({
        command,
        run: async (session) => {
          const info = await new DataMeshConsumer(session.as('Consumer')).getTableInfo(
            values.databaseName,
            values.tableName,
          );
          const lines = info.columns.map(
            ({ name, type, comment }) => `  ${name}  ${type}${comment ? `  ${comment}` : ''}`,
          );
          return {
            result: info,
            text: [`${info.name}  ${info.location ?? 'no location'}`, ...lines].join('\n'),
          };
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
    'answer-question',
    'answer what the owners asked about a request',
    'answer-question --subscription-id vytxeTZskVKR7C7WgdSP3d --answer "only the EU"',
  )
    .requiredOption('--subscription-id, --request-id <id>', 'id of the request')
    .requiredOption('--answer <text>', 'what to tell them')
    .action(async (values: { readonly requestId: string; readonly answer: string }, command: Command) =>
      start({
        command,
        run: async (session) =>
          subscriptionOutcome(
            await new DataMeshConsumer(session.as('Consumer')).answerQuestion(
              values.requestId,
              values.answer,
            ),
          ),
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

interface RequestValues {
  readonly ownerAccountId?: string;
  readonly databaseName?: string;
  readonly tables?: string;
  readonly tablePattern?: string;
  readonly dataProduct?: string;
  readonly domain?: string;
  readonly live?: boolean;
  readonly requestPermissions: string;
  readonly reason?: string;
  readonly days?: string;
  readonly until?: string;
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

export function side(text: string): 'producer' | 'consumer' {
  const folded = text.trim().toLowerCase();
  if (folded !== 'producer' && folded !== 'consumer') {
    throw new UsageError(`--as takes producer or consumer, not "${text}".`);
  }
  return folded;
}

function knownStatus(text: string): Status {
  const found = STATUSES.find((status) => status.toLowerCase() === text.trim().toLowerCase());
  if (!found) {
    throw new UsageError(`--status takes one of ${STATUSES.join(', ')}, not "${text}".`);
  }
  return found;
}

export function seconds(days: string): number {
  const number = Number(days);
  if (!Number.isFinite(number) || number <= 0) {
    throw new UsageError(`--days takes a number above 0, not "${days}".`);
  }
  return Math.round(number * DAY);
}

/** Epoch seconds. */
function endOf(day: string): number {
  const end = endOfDay(day.trim());
  if (end === undefined) {
    throw new UsageError(`--until takes a day such as 2027-03-31, not "${day}".`);
  }
  return end;
}
