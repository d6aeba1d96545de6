import type { Command } from 'commander';
import { DataMeshConsumer } from '../../mesh/aws/library/data-mesh-consumer.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { daysOption, lastDayOption } from '../end-option.ts';
import { partsOutcome, subscriptionOutcome } from '../outcome.ts';
import { UsageError } from '../usage-error.ts';

/** What a consumer asks, and answers. */
export function addRequestCommands(program: Command, start: Start): void {
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
          const parts = await new DataMeshConsumer(session.as('Consumer')).requestInParts({
            ...request,
            ...(days === undefined ? {} : { durationSeconds: daysOption(days) }),
            ...(until === undefined ? {} : { expiresAt: lastDayOption(until) }),
          });
          const [only, ...more] = parts.refused;
          if (only && more.length === 0 && parts.asked.length === 0) {
            throw only.error; // one request, refused: an error like any other
          }
          return partsOutcome(parts);
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
