import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Config } from './config.ts';

/** The function's own clients, with the credentials that Lambda gave it; roles of teams are assumed elsewhere. */
export function createAwsClients({ region, endpoint }: Pick<Config, 'region' | 'endpoint'>) {
  const options = { region, ...(endpoint ? { endpoint } : {}) };
  return {
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(options), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    secrets: new SecretsManagerClient(options),
    // The SQS client would take the host from the queue's URL, which is AWS's on a laptop too.
    queues: new SQSClient({ ...options, useQueueUrlAsEndpoint: endpoint === undefined }),
  };
}
