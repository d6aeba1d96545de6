import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { FUNCTIONS, FunctionName } from './bundle.ts';
import type { Settings } from './context.ts';
import { functionPolicies } from './function-policies.ts';
import { namesFor, resourcesFor } from './names.ts';

export type Roles = Readonly<Record<FunctionName, Role>>;

/** One role per function: what `function-policies.ts` says, and what it takes to log, to be traced and to use the key. */
export function createRoles(
  scope: Construct,
  settings: Settings,
  streamArn: string,
  key: IKey | undefined,
): Roles {
  const policies = functionPolicies(resourcesFor(settings, streamArn));
  const make = (name: FunctionName): Role =>
    new Role(scope, `${FUNCTION_IDS[name]}Role`, {
      roleName: namesFor(settings.prefix).function(name),
      description: `Execution role of the ${name} function of Mesh for Slack`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Function: PolicyDocument.fromJson({ Version: '2012-10-17', Statement: policies[name] }),
        Platform: new PolicyDocument({ statements: platform(settings, name, key) }),
      },
    });
  return {
    slack: make('slack'),
    fulfilment: make('fulfilment'),
    notification: make('notification'),
    delivery: make('delivery'),
    housekeeping: make('housekeeping'),
  };
}

function platform(settings: Settings, name: FunctionName, key: IKey | undefined): PolicyStatement[] {
  const { partition, region, account, prefix, subscriptionsTable } = settings;
  const keys = [
    ...(key ? [key.keyArn] : []),
    ...(subscriptionsTable.mode === 'import' &&
    subscriptionsTable.keyArn &&
    READS_SUBSCRIPTIONS.includes(name)
      ? [subscriptionsTable.keyArn]
      : []),
  ];
  return [
    new PolicyStatement({
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      // The streams of one group; Lambda names them.
      resources: [
        `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${namesFor(prefix).function(name)}:log-stream:*`,
      ],
    }),
    new PolicyStatement({
      sid: 'Traces',
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'], // X-Ray knows no resources for these two
    }),
    ...(keys.length > 0 ? [useOf(keys, region)] : []),
  ];
}

/** What DynamoDB, SQS and Secrets Manager do with the key in the caller's name, and nothing that the caller could do with it alone. */
function useOf(keys: string[], region: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'Key',
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    resources: keys,
    conditions: {
      StringEquals: {
        'kms:ViaService': ['dynamodb', 'sqs', 'secretsmanager'].map(
          (service) => `${service}.${region}.amazonaws.com`,
        ),
      },
    },
  });
}

const READS_SUBSCRIPTIONS: readonly FunctionName[] = ['fulfilment', 'notification'];

/** Construct ids; a changed id is a replaced resource. */
export const FUNCTION_IDS = {
  slack: 'Slack',
  fulfilment: 'Fulfilment',
  notification: 'Notification',
  delivery: 'Delivery',
  housekeeping: 'Housekeeping',
} as const satisfies Record<keyof typeof FUNCTIONS, string>;
