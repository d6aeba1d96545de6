import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NOBODY } from '../handlers/jobs/nobody.ts';
import { OPERATIONS, type Operation } from '../handlers/jobs/operations.ts';
import { clockSkew } from '../mesh/aws/clock-skew.ts';
import { createClock } from '../mesh/aws/patience.ts';
import { MeshError } from '../mesh/errors.ts';
import { adminOf, sides } from './account-sides.ts';
import type { ContextName } from './credentials-file.ts';
import type { Io } from './io.ts';
import { sendJob } from './send-job.ts';
import type { Session } from './session.ts';

/** What came of a command. */
export interface CommandEnd {
  readonly outcome: 'done' | 'partly' | 'refused' | 'failed';
  readonly error?: unknown;
}

/** What the command was told, by commander's camel-cased flags; as much of it as the history may show. */
type Values = Readonly<Record<string, unknown>>;

const SHOWN = [
  'accountType',
  'accountId',
  'withUsers',
  'sourceDatabaseName',
  'databaseName',
  'tableNameRegex',
  'domain',
  'dataProductName',
  'announce',
  'keep',
] as const;

export function isOperation(name: string): name is Operation {
  return OPERATIONS.some((each) => each === name);
}

/**
 * Reports what was done at AWS to the app, which alone writes the ledger. What cannot be reported is said, with where it can be looked up instead: what
 * was done stays done.
 */
export async function keepOperation(
  session: Session,
  name: Operation,
  values: Values,
  end: CommandEnd,
  io: Pick<Io, 'err'>,
): Promise<void> {
  const queue = typeof values['jobsQueue'] === 'string' ? values['jobsQueue'] : '';
  try {
    const acted = session.as(contextOf(name, values));
    const sender = session.has('Mesh') ? session.as('Mesh') : acted;
    const { region = 'us-east-1', endpoint, credentials } = acted;
    const sts = new STSClient({ region, credentials, ...(endpoint === undefined ? {} : { endpoint }) });
    const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}));
    const clock = createClock(() => new Date(), undefined);
    const ahead = (await clockSkew(sts, clock)) ?? 0;
    await sendJob(sender, queue, (arn) => ({
      kind: 'operation',
      id: `cli-${crypto.randomUUID()}`,
      at: Math.floor(Date.now() / 1000) - ahead,
      workspace: NOBODY,
      user: NOBODY,
      operator: Arn ?? arn,
      reply: {},
      action: name,
      outcome: end.outcome,
      note: noteOf(values, Account),
      ...databaseOf(values),
      ...causeOf(end),
    }));
  } catch (error) {
    const why = error instanceof Error ? error.name : String(error);
    io.err(
      `This is not in the app’s history: its queue ${queue} was not reached with these credentials (${why}). Where the Slack app is set up, name it with --jobs-queue and give the section "Mesh"; CloudTrail of the accounts has every call.\n`,
    );
  }
}

/** Whose credentials do it. */
function contextOf(name: Operation, { accountType, accountId }: Values): ContextName {
  const [side = 'producer'] = typeof accountType === 'string' ? sides(accountType) : [];
  switch (name) {
    case 'install-mesh-objects':
    case 'enable-account':
      return 'Mesh';
    case 'remove-account':
      return accountId === undefined ? adminOf(side) : 'Mesh';
    case 'initialize-account':
    case 'trust-app':
      return adminOf(side);
    case 'create-data-product':
    case 'migrate-tables':
    case 'delete-data-product':
      return 'Producer';
  }
}

function noteOf(values: Values, account: string | undefined): string {
  const said = SHOWN.flatMap((key) => {
    const value = values[key];
    return value === undefined || value === false ? [] : [`${key}=${String(value)}`];
  });
  return [`with credentials of account ${account ?? 'unknown'}`, ...said].join(', ').slice(0, 500);
}

function databaseOf({ databaseName }: Values): { readonly database?: string } {
  return typeof databaseName === 'string' ? { database: databaseName.trim().toLowerCase() } : {};
}

function causeOf({ error }: CommandEnd): { readonly code?: string; readonly cause?: string } {
  if (error === undefined) {
    return {};
  }
  return error instanceof MeshError
    ? { code: error.code, cause: error.userMessage.slice(0, 500) }
    : { code: 'UNEXPECTED' };
}
