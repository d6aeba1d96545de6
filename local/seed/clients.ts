import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { RAMClient } from '@aws-sdk/client-ram';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { type KeyPair, REGION } from './accounts.ts';

/** SDK clients of one principal on the stand-in. */
export function clientsFor(endpoint: string, credentials: KeyPair) {
  const options = { region: REGION, endpoint, credentials };
  return {
    iam: new IAMClient(options),
    sts: new STSClient(options),
    glue: new GlueClient(options),
    ram: new RAMClient(options),
    lakeFormation: new LakeFormationClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    dynamodb: new DynamoDBClient(options),
    streams: new DynamoDBStreamsClient(options),
    queues: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
    secrets: new SecretsManagerClient(options),
  };
}
export type Clients = ReturnType<typeof clientsFor>;
