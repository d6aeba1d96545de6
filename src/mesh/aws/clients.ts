import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { RAMClient } from '@aws-sdk/client-ram';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AwsCredentialIdentityProvider } from './credentials.ts';
import type { Plan } from './plan.ts';

export interface AwsPlace {
  /** Notes what would change something instead of sending it. */
  readonly plan?: Plan;
  readonly region: string;
  /** Only where AWS is not AWS. */
  readonly endpoint?: string;
}

/** SDK clients for one identity, each made when first asked for. */
export interface AwsClients {
  readonly glue: GlueClient;
  readonly lakeFormation: LakeFormationClient;
  readonly ram: RAMClient;
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly dynamodb: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
}

export function createClients(
  { region, endpoint, plan }: AwsPlace,
  credentials: AwsCredentialIdentityProvider,
): AwsClients {
  const options = { region, credentials, maxAttempts: 4, ...(endpoint === undefined ? {} : { endpoint }) };
  const made = new Map<string, unknown>();
  const once = <T>(name: string, make: () => T, is: (value: unknown) => value is T): T => {
    const known = made.get(name);
    if (is(known)) {
      return known;
    }
    const client = make();
    // The document client sends through the plain one, which is watched already.
    if (plan && !(client instanceof DynamoDBDocumentClient)) {
      plan.watch(client);
    }
    made.set(name, client);
    return client;
  };
  const instanceOf =
    <T>(type: { readonly prototype: T; [Symbol.hasInstance](value: unknown): boolean }) =>
    (value: unknown): value is T =>
      value instanceof type;
  return {
    get glue() {
      return once('glue', () => new GlueClient(options), instanceOf(GlueClient));
    },
    get lakeFormation() {
      return once('lakeFormation', () => new LakeFormationClient(options), instanceOf(LakeFormationClient));
    },
    get ram() {
      return once('ram', () => new RAMClient(options), instanceOf(RAMClient));
    },
    get s3() {
      // Bucket names as host names do not resolve on a stand-in.
      return once(
        's3',
        () => new S3Client({ ...options, forcePathStyle: endpoint !== undefined }),
        instanceOf(S3Client),
      );
    },
    get iam() {
      return once('iam', () => new IAMClient(options), instanceOf(IAMClient));
    },
    get sts() {
      return once('sts', () => new STSClient(options), instanceOf(STSClient));
    },
    get dynamodb() {
      return once('dynamodb', () => new DynamoDBClient(options), instanceOf(DynamoDBClient));
    },
    get documents() {
      const { dynamodb } = this;
      return once(
        'documents',
        () => DynamoDBDocumentClient.from(dynamodb),
        instanceOf(DynamoDBDocumentClient),
      );
    },
  };
}
