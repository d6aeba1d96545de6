import * as z from 'zod/mini';
import { ConfigurationError } from '../mesh/errors.ts';

/** What each function is told by its environment; the stacks in `infra/` and the local runtime set the same names. */
const Environment = z.object({
  AWS_REGION: z.string().check(z.minLength(1)),
  /** Only set where AWS is not AWS: the laptop. */
  AWS_ENDPOINT_URL: z.optional(z.url()),
  MESH_ACCOUNT_ID: z.string().check(z.regex(/^\d{12}$/)),
  SUBSCRIPTIONS_TABLE: z._default(z.string(), 'AwsDataMeshSubscriptions'),
  LEDGER_TABLE: z._default(z.string(), 'AwsDataMeshLedger'),
  SLACK_TABLE: z._default(z.string(), 'AwsDataMeshSlack'),
  JOBS_QUEUE_URL: z.optional(z.url()),
  DELIVERIES_QUEUE_URL: z.optional(z.url()),
  SECRETS_PREFIX: z._default(z.string(), 'data-mesh'),
  SLACK_API_URL: z._default(z.url(), 'https://slack.com/api/'),
  /** `tagged` puts the Slack person into SourceIdentity and session tags; `plain` works with roles that the library made. */
  SESSION_LEVEL: z._default(z.enum(['plain', 'tagged']), 'tagged'),
  /** The workspace whose installation is read while the function starts; others are read when they first ask. */
  HOME_WORKSPACE: z.optional(z.string().check(z.regex(/^[TE][A-Z0-9]+$/))),
  LOG_LEVEL: z._default(z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']), 'INFO'),
});

export interface Config {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly meshAccountId: string;
  readonly subscriptionsTable: string;
  readonly ledgerTable: string;
  readonly slackTable: string;
  readonly secretsPrefix: string;
  readonly slackApiUrl: string;
  readonly sessionLevel: 'plain' | 'tagged';
  readonly homeWorkspace: string | undefined;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly jobsQueueUrl: string | undefined;
  readonly deliveriesQueueUrl: string | undefined;
  readonly credentials: Credentials | undefined;
}

/** The function's own credentials, as Lambda puts them into the environment. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** The only reader of the environment. Throws `ConfigurationError` (`BAD_ENVIRONMENT`) that names each wrong variable, never its value. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', ');
    throw new ConfigurationError('BAD_ENVIRONMENT', `missing or malformed environment: ${names}`, {
      userMessage: `The app is not set up completely. An operator has to set ${names}.`,
    });
  }
  const { data } = parsed;
  return {
    region: data.AWS_REGION,
    endpoint: data.AWS_ENDPOINT_URL,
    meshAccountId: data.MESH_ACCOUNT_ID,
    subscriptionsTable: data.SUBSCRIPTIONS_TABLE,
    ledgerTable: data.LEDGER_TABLE,
    slackTable: data.SLACK_TABLE,
    secretsPrefix: data.SECRETS_PREFIX,
    slackApiUrl: data.SLACK_API_URL,
    sessionLevel: data.SESSION_LEVEL,
    homeWorkspace: data.HOME_WORKSPACE,
    logLevel: data.LOG_LEVEL,
    jobsQueueUrl: data.JOBS_QUEUE_URL,
    deliveriesQueueUrl: data.DELIVERIES_QUEUE_URL,
    credentials: credentialsOf(environment),
  };
}

function credentialsOf({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: NodeJS.ProcessEnv) {
  return AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
    ? {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN,
      }
    : undefined;
}

/** Throws `ConfigurationError` where a value that this function needs is absent. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) {
    throw new ConfigurationError('BAD_ENVIRONMENT', `missing environment: ${name}`, {
      userMessage: `The app is not set up completely. An operator has to set ${name}.`,
    });
  }
  return value;
}

/** URLs of the failure queues, apart from the rest because the public function has no use for them. Throws `ConfigurationError`. */
export function readFailureQueues(
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<Record<'jobs' | 'deliveries' | 'stream', string>> {
  const url = (name: string): string => required(environment[name], name);
  return {
    jobs: url('JOBS_FAILED_QUEUE_URL'),
    deliveries: url('DELIVERIES_FAILED_QUEUE_URL'),
    stream: url('STREAM_FAILED_QUEUE_URL'),
  };
}

/** The app-level token of Socket Mode, which only a developer's machine needs. Throws `ConfigurationError` (`NO_SOCKET_TOKEN`). */
export function readSocketToken({ SLACK_APP_TOKEN }: NodeJS.ProcessEnv = process.env): string {
  if (!SLACK_APP_TOKEN?.startsWith('xapp-')) {
    throw new ConfigurationError('NO_SOCKET_TOKEN', 'SLACK_APP_TOKEN is missing or not an app-level token', {
      userMessage:
        'Set SLACK_APP_TOKEN to an app-level token (xapp-…) with the scope connections:write; Slack makes one under "Basic Information" of the app.',
    });
  }
  return SLACK_APP_TOKEN;
}
