import type { Command } from 'commander';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { accountId } from '../../mesh/input/account-id.ts';
import type { LedgerEvent } from '../../mesh/ledger/event.ts';
import { STATUSES, type Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { SubscriptionFilter } from '../../mesh/verbs/records.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { eventText } from '../event-text.ts';
import { type Outcome, subscriptionText } from '../outcome.ts';
import { readerText } from '../reader-text.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

interface WhyValues {
  readonly subscriptionId?: string;
  readonly accountId?: string;
  readonly databaseName?: string;
  readonly table?: string;
  readonly as?: string;
  readonly ledgerTable?: string;
}

interface WhoValues {
  readonly databaseName: string;
  readonly table: string;
  readonly as?: string;
  readonly ledgerTable?: string;
}

const AS =
  'producer, the owner, or mesh, as an administrator of its data lake, who sees every grant; producer where there are credentials of one';

/** Who can read a table and why an account can, as its owner or as an administrator of the mesh's data lake, who sees more. */
export function addReaderCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'who',
    'who can read a table, through what, and until when',
    'who --database-name sales-222222222222 --table orders',
  )
    .requiredOption('--database-name <name>', 'mesh database')
    .requiredOption('--table <name>', 'exact name of the table')
    .option('--as <side>', AS)
    .option('--ledger-table <name>', 'as mesh: the table of the app’s ledger, which knows who decided')
    .action(async (values: WhoValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const found = await readers(session, values);
          return {
            result: found,
            text: found.readers.map(readerText).join('\n') || 'Nobody: AWS shows no grant.',
          };
        },
      }),
    );

  defineCommand(
    program,
    'why',
    'why there is an access, or why an account has none to a table',
    'why --account-id 444444444444 --database-name sales-222222222222 --table orders',
  )
    .option('--request-id, --subscription-id <id>', 'one request or subscription, from the ledger')
    .option('--account-id <id>', 'whose access to the table, 12 digits')
    .option('--database-name <name>', 'mesh database')
    .option('--table <name>', 'exact name of the table')
    .option('--as <side>', AS)
    .option('--ledger-table <name>', 'the table of the app’s ledger, for example AwsDataMeshLedger')
    .action(async (values: WhyValues, command: Command) =>
      start({ command, run: (session) => why(session, values) }),
    );
}

/** Throws `UsageError`. */
async function why(session: Session, values: WhyValues): Promise<Outcome> {
  const { subscriptionId, databaseName, table } = values;
  const account = values.accountId === undefined ? undefined : accountId(values.accountId);
  if (subscriptionId !== undefined && account === undefined) {
    return whySubscription(session, subscriptionId, values.ledgerTable);
  }
  if (account === undefined || databaseName === undefined || table === undefined) {
    throw new UsageError('Say of what: --subscription-id, or --account-id with --database-name and --table.');
  }
  const found = await readers(session, { ...values, databaseName, table });
  const held = found.readers.filter(({ principal }) => principal === account);
  const filter = { owner: found.owner, subscriber: account, database: found.database };
  const records: Subscription[] = [];
  for await (const record of recordsOf(session, values.as, filter)) {
    if (record.tables.length === 0 || record.tables.includes(found.table)) {
      records.push(record);
    }
  }
  const result = { ...filter, table: found.table, readers: held, records };
  if (held.length > 0) {
    return { result, text: held.map(readerText).join('\n') };
  }
  const none = `No access: ${account} holds nothing on ${found.database}.${found.table}.`;
  return {
    result,
    text:
      records.length > 0
        ? [none, ...records.map(subscriptionText)].join('\n')
        : `${none} Nobody asked for it; ask with request-access.`,
  };
}

/** The decisions, and what AWS made of them. Throws `UsageError` where no ledger is named. */
async function whySubscription(
  session: Session,
  subscription: string,
  ledgerTable: string | undefined,
): Promise<Outcome> {
  if (!ledgerTable) {
    throw new UsageError(
      'Why is in the ledger: give its table with --ledger-table, for example AwsDataMeshLedger.',
    );
  }
  const events: LedgerEvent[] = [];
  for await (const event of new DataMeshAdmin({ ...session.as('Mesh'), ledgerTable }).history({
    subscription,
  })) {
    if (event.source !== 'attempt') {
      events.push(event);
    }
  }
  return {
    result: events,
    text:
      events.map(eventText).join('\n') ||
      'The ledger keeps no decision of that: what was given by command line or the library leaves none.',
  };
}

function recordsOf(
  session: Session,
  as: string | undefined,
  filter: SubscriptionFilter,
): AsyncIterable<Subscription> {
  return isMesh(session, as)
    ? new DataMeshAdmin(session.as('Mesh')).subscriptions(filter)
    : new DataMeshProducer(session.as('Producer')).listSubscriptions({
        ...filter,
        statuses: STATUSES,
      });
}

function isMesh(session: Session, as: string | undefined): boolean {
  return as === 'mesh' || (as === undefined && !session.has('Producer'));
}

async function readers(session: Session, { databaseName, table, as, ledgerTable }: WhoValues) {
  if (as !== undefined && as !== 'mesh' && as !== 'producer') {
    throw new UsageError(`--as takes mesh or producer, not "${as}".`);
  }
  return isMesh(session, as)
    ? new DataMeshAdmin({
        ...session.as('Mesh'),
        ...(ledgerTable === undefined ? {} : { ledgerTable }),
      }).readers(databaseName, table)
    : new DataMeshProducer(session.as('Producer')).readers(databaseName, table);
}
