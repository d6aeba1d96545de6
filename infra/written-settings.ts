import * as z from 'zod';

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

/** The settings as the operator writes them. Faults that lie in two places at once are found by `settings-faults.ts`. */
export const Written = z.strictObject({
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
      /** Whose installation is read while the public function starts: most requests of a company come from one workspace. */
      homeWorkspace: z
        .string()
        .regex(/^[TE][A-Z0-9]+$/, 'must be the id of a workspace or organisation, such as T0123ABCD')
        .optional(),
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

export type WrittenSettings = z.infer<typeof Written>;
