import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import * as z from 'zod';
import { SettingsError } from './settings-error.ts';
import { type ImportedTable, subscriptionsTableFrom } from './subscriptions-table.ts';

const Account = z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits');
const Arn = z.string().regex(/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/, 'must be an ARN');

/** The log retentions that CloudWatch Logs knows, in days. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653] as const;

const Member = z.strictObject({
  account: Account,
  sides: z.array(z.enum(['producer', 'consumer'])).min(1, 'must name producer, consumer or both'),
  /** Where the roles are not the library's `/AwsDataMesh/DataMeshProducer` and `/AwsDataMesh/DataMeshConsumer`. */
  roles: z.strictObject({ producer: Arn.optional(), consumer: Arn.optional() }).prefault({}),
});

const SubscriptionsTable = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('create') }),
  z.strictObject({
    mode: z.literal('import'),
    arn: Arn.optional(),
    streamArn: Arn.optional(),
    /** File with the output of `aws dynamodb describe-table`, beside the settings; says both ARNs, and what the stream carries. */
    description: z.string().optional(),
    /** The customer-managed key of the table, if it has one. */
    keyArn: Arn.optional(),
  }),
]);

const Written = z.strictObject({
  /** The mesh account. */
  account: Account,
  region: z.string(),
  /** Follows from the region; named only to be sure of it. */
  partition: z.string().optional(),
  /** Begins the names of queues, functions, roles and secrets. */
  prefix: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,29}$/, 'must be 2 to 30 lower-case letters, digits and hyphens')
    .default('data-mesh'),
  tables: z
    .strictObject({
      ledger: z.string().default('AwsDataMeshLedger'),
      slack: z.string().default('AwsDataMeshSlack'),
    })
    .prefault({}),
  subscriptionsTable: SubscriptionsTable,
  members: z.array(Member).min(1, 'must name at least one producer or consumer account'),
  sessionLevel: z.enum(['plain', 'tagged']).default('tagged'),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
  logRetentionDays: z.literal(RETENTIONS).default(90),
  entry: z.enum(['http-api', 'function-url']).default('http-api'),
  /** Requests a second that the entry lets through, and how many at once above that. */
  throttle: z
    .strictObject({ rate: z.int().min(1).default(50), burst: z.int().min(1).default(100) })
    .prefault({}),
  /** `aws-owned`, `customer-managed` (a key is made), or the ARN of a key. */
  encryption: z.union([z.enum(['aws-owned', 'customer-managed']), Arn]).default('aws-owned'),
  alarmTopicArn: Arn.optional(),
  alarmEmail: z.email('must be an e-mail address').optional(),
  permissionsBoundaryArn: Arn.optional(),
  slack: z
    .strictObject({
      reservedConcurrency: z.int().min(1).optional(),
      provisionedConcurrency: z.int().min(1).optional(),
    })
    .prefault({}),
  /** How many jobs, and how many deliveries, may run side by side. Lambda's least is 2. */
  concurrency: z
    .strictObject({
      jobs: z.int().min(2).max(1000).default(10),
      deliveries: z.int().min(2).max(1000).default(5),
    })
    .prefault({}),
  housekeepingMinutes: z.int().min(1).max(60).default(5),
});

export type Settings = Omit<z.infer<typeof Written>, 'subscriptionsTable' | 'partition'> & {
  readonly partition: string;
  readonly subscriptionsTable: { readonly mode: 'create' } | ImportedTable;
};

/** Partitions whose endpoints the public function's light client knows (`src/app/light-aws.ts`). */
const PARTITIONS = ['aws', 'aws-us-gov'];

/**
 * Reads the settings file. `description` is a file with the existing table's description, where the settings name none. Throws `SettingsError` with one
 * sentence per fault.
 */
export function readSettings(file: string, description?: string): Settings {
  if (!existsSync(file)) {
    throw new SettingsError([`There is no settings file ${file}.`]);
  }
  return checkSettings(readJson(file), path.dirname(file), description);
}

/** `folder` is where a table description named in the settings lies. Throws `SettingsError`. */
export function checkSettings(written: unknown, folder: string, described?: string): Settings {
  const parsed = Written.safeParse(written);
  if (!parsed.success) {
    throw new SettingsError(
      parsed.error.issues.map(({ path: where, message }) => `${where.join('.') || 'settings'}: ${message}.`),
    );
  }
  const settings = parsed.data;
  const partition = RegionInfo.get(settings.region).partition;
  const faults = [
    ...regionFaults(settings.region, partition, settings.partition),
    ...memberFaults(settings),
    ...contradictions(settings),
    ...arnFaults(settings, partition),
  ];
  const { subscriptionsTable: table } = settings;
  const wanted = { account: settings.account, region: settings.region, partition: partition ?? 'aws' };
  const descriptionFile = table.mode === 'import' ? (table.description ?? described) : undefined;
  const found =
    table.mode === 'create'
      ? { table: { mode: 'create' as const }, faults: [] }
      : subscriptionsTableFrom({
          ...table,
          ...wanted,
          description: descriptionFile ? readJson(path.resolve(folder, descriptionFile)) : undefined,
        });
  if (faults.length + found.faults.length > 0 || !found.table) {
    throw new SettingsError([...faults, ...found.faults]);
  }
  return { ...settings, partition: wanted.partition, subscriptionsTable: found.table };
}

type WrittenSettings = z.infer<typeof Written>;

function regionFaults(region: string, partition: string | undefined, named: string | undefined): string[] {
  if (!partition || !RegionInfo.regions.some(({ name }) => name === region)) {
    return [`region: ${region} is not a region that this version of the CDK knows.`];
  }
  if (named !== undefined && named !== partition) {
    return [`partition: ${region} is in ${partition}, not in ${named}.`];
  }
  return PARTITIONS.includes(partition)
    ? []
    : [`region: ${region} is in the partition ${partition}, which the public function cannot reach yet.`];
}

function memberFaults({ account, members }: WrittenSettings): string[] {
  const accounts = members.map((member) => member.account);
  const twice = accounts.filter((candidate, index) => accounts.indexOf(candidate) !== index);
  return [
    ...[...new Set(twice)].map(
      (candidate) => `members: ${candidate} is named twice; give it both sides in one entry.`,
    ),
    ...(accounts.includes(account)
      ? [`members: ${account} is the mesh account, which cannot be a producer or consumer too.`]
      : []),
    ...members.flatMap((member) =>
      Object.entries(member.roles).flatMap(([side, arn = '']) => [
        ...(arn.split(':')[4] === member.account
          ? []
          : [`members: the ${side} role of ${member.account} is in another account.`]),
        ...(member.sides.some((played) => played === side)
          ? []
          : [`members: ${member.account} has a ${side} role but does not play that side.`]),
        ...(arn.includes('*')
          ? [`members: the ${side} role of ${member.account} must not be a wildcard.`]
          : []),
      ]),
    ),
  ];
}

function contradictions({
  entry,
  slack,
  alarmTopicArn,
  alarmEmail,
  tables,
  throttle,
}: WrittenSettings): string[] {
  const { reservedConcurrency: reserved, provisionedConcurrency: provisioned } = slack;
  return [
    ...(entry === 'function-url' && reserved === undefined
      ? [
          'slack.reservedConcurrency: a function URL has no throttle of its own, so name the most that may run at once.',
        ]
      : []),
    ...(reserved !== undefined && provisioned !== undefined && provisioned > reserved
      ? ['slack.provisionedConcurrency: cannot be more than slack.reservedConcurrency.']
      : []),
    ...(alarmTopicArn && alarmEmail
      ? ['alarmEmail: an existing topic has its own subscribers; name alarmTopicArn or alarmEmail, not both.']
      : []),
    ...(tables.ledger === tables.slack
      ? ['tables: the ledger and the Slack table need different names.']
      : []),
    ...(throttle.burst < throttle.rate ? ['throttle: burst cannot be less than rate.'] : []),
  ];
}

function arnFaults(settings: WrittenSettings, partition: string | undefined): string[] {
  const { alarmTopicArn, permissionsBoundaryArn, encryption, account, region, members } = settings;
  const here = (name: string, arn: string | undefined, service: string, regional: boolean): string[] => {
    if (arn === undefined) {
      return [];
    }
    const [, , foundService, foundRegion, foundAccount] = arn.split(':');
    return foundService === service && foundAccount === account && (!regional || foundRegion === region)
      ? []
      : [`${name}: must be of ${service} in account ${account}${regional ? `, region ${region}` : ''}.`];
  };
  const all = [
    alarmTopicArn,
    permissionsBoundaryArn,
    ...members.flatMap(({ roles }) => [roles.producer, roles.consumer]),
  ].filter((arn) => arn !== undefined);
  return [
    ...here('alarmTopicArn', alarmTopicArn, 'sns', true),
    ...here('permissionsBoundaryArn', permissionsBoundaryArn, 'iam', false),
    ...(encryption.startsWith('arn:') ? here('encryption', encryption, 'kms', true) : []),
    ...all
      .filter((arn) => partition !== undefined && arn.split(':')[1] !== partition)
      .map((arn) => `${arn} is not in the partition ${partition} of ${region}.`),
  ];
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SettingsError([`${file} cannot be read: ${error instanceof Error ? error.message : error}.`]);
  }
}
