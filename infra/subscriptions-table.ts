import * as z from 'zod';

/** As `DescribeTable` answers. */
const Description = z.object({
  Table: z.object({
    TableArn: z.string(),
    KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
    GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })).default([]),
    StreamSpecification: z
      .object({ StreamEnabled: z.boolean(), StreamViewType: z.string().optional() })
      .optional(),
    LatestStreamArn: z.string().optional(),
    SSEDescription: z.object({ KMSMasterKeyArn: z.string().optional() }).optional(),
  }),
});

export const INDEXES = {
  owner: 'AwsDataMeshSubscriptions-Owner',
  subscriber: 'AwsDataMeshSubscriptions-Subscriber',
} as const;

/** A subscriptions table that the mesh's set-up or the library has made. */
export interface ImportedTable {
  readonly mode: 'import';
  readonly arn: string;
  readonly streamArn: string;
  /** Its customer-managed key, if it has one. */
  readonly keyArn?: string | undefined;
}

export interface ExistingTable {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly arn?: string | undefined;
  readonly streamArn?: string | undefined;
  readonly keyArn?: string | undefined;
  /** Answer of `DescribeTable`, if there is one. */
  readonly description?: unknown;
}

export interface Found {
  readonly table: ImportedTable | undefined;
  /** One sentence per fault. */
  readonly faults: readonly string[];
}

/** What the stack imports, from ARNs or from a description of the table. Never throws; says what does not fit. */
export function subscriptionsTableFrom(existing: ExistingTable): Found {
  const described = existing.description === undefined ? undefined : readDescription(existing.description);
  const arn = existing.arn ?? described?.arn;
  const streamArn = existing.streamArn ?? described?.streamArn;
  const keyArn = existing.keyArn ?? described?.keyArn;
  const faults = [...(described?.faults ?? [])];
  if (existing.arn && described?.arn && existing.arn !== described.arn) {
    faults.push(`subscriptionsTable: the description is of ${described.arn}, not of ${existing.arn}.`);
  }
  if (existing.streamArn && described?.streamArn && existing.streamArn !== described.streamArn) {
    faults.push(
      `subscriptionsTable: streamArn is not the table's present stream, which is ${described.streamArn}; a stream that was turned off and on has a new ARN.`,
    );
  }
  if (arn === undefined || (streamArn === undefined && faults.length === 0)) {
    faults.push(
      'subscriptionsTable: an existing table needs arn and streamArn, or the description that `aws dynamodb describe-table` prints.',
    );
  } else {
    faults.push(...placeFaults(existing, arn, streamArn));
  }
  return faults.length > 0 || arn === undefined || streamArn === undefined
    ? { table: undefined, faults }
    : { table: { mode: 'import', arn, streamArn, ...(keyArn ? { keyArn } : {}) }, faults };
}

function placeFaults(
  { account, region, partition }: ExistingTable,
  arn: string,
  streamArn?: string,
): string[] {
  const prefix = `arn:${partition}:dynamodb:${region}:${account}:table/`;
  if (!arn.startsWith(prefix)) {
    return [`subscriptionsTable: ${arn} is not a table of account ${account} in ${region}.`];
  }
  return streamArn === undefined || streamArn.startsWith(`${arn}/stream/`)
    ? []
    : [`subscriptionsTable: ${streamArn} is not a stream of ${arn}.`];
}

function readDescription(description: unknown): {
  arn?: string;
  streamArn?: string;
  keyArn?: string;
  faults: string[];
} {
  const parsed = Description.safeParse(description);
  if (!parsed.success) {
    return {
      faults: ['subscriptionsTable: the description is not what `aws dynamodb describe-table` prints.'],
    };
  }
  const {
    TableArn: arn,
    KeySchema,
    GlobalSecondaryIndexes,
    StreamSpecification: stream,
    LatestStreamArn: streamArn,
    SSEDescription: encryption,
  } = parsed.data.Table;
  const faults: string[] = [];
  if (KeySchema.length !== 1 || KeySchema[0]?.AttributeName !== 'SubscriptionId') {
    faults.push(`subscriptionsTable: ${arn} is not a subscriptions table; its key is not SubscriptionId.`);
  }
  for (const index of Object.values(INDEXES)) {
    if (!GlobalSecondaryIndexes.some(({ IndexName }) => IndexName === index)) {
      faults.push(`subscriptionsTable: ${arn} lacks the index ${index}.`);
    }
  }
  if (!stream?.StreamEnabled || streamArn === undefined) {
    faults.push(
      `subscriptionsTable: the stream of ${arn} is off; turn it on with view type NEW_AND_OLD_IMAGES, or nobody is told of changes.`,
    );
  } else if (stream.StreamViewType !== 'NEW_AND_OLD_IMAGES') {
    faults.push(
      `subscriptionsTable: the stream of ${arn} carries ${stream.StreamViewType}; the app needs NEW_AND_OLD_IMAGES.`,
    );
  }
  const keyArn = encryption?.KMSMasterKeyArn;
  return { arn, ...(streamArn ? { streamArn } : {}), ...(keyArn ? { keyArn } : {}), faults };
}
