/** What the functions touch, by ARN. The stacks and the laptop's seed make the same roles from it. */
export interface FunctionResources {
  readonly jobsQueueArn: string;
  readonly deliveriesQueueArn: string;
  readonly subscriptionsTableArn: string;
  /** Stream of the subscriptions table. */
  readonly streamArn: string;
  readonly ledgerTableArn: string;
  readonly slackTableArn: string;
  /** `arn:aws:secretsmanager:<region>:<account>:secret:data-mesh` without the part after the prefix. */
  readonly secretsArn: string;
  /** The roles of teams and of the mesh that jobs may take; no wildcard among them. */
  readonly assumableRoleArns: readonly string[];
  readonly jobsFailuresQueueArn: string;
  readonly deliveriesFailuresQueueArn: string;
  readonly streamFailuresQueueArn: string;
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export type PolicyFunction = 'slack' | 'fulfilment' | 'notification' | 'delivery' | 'housekeeping';

const READ_QUEUE = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ChangeMessageVisibility',
];

const WRITE_SECRET = ['secretsmanager:CreateSecret', 'secretsmanager:PutSecretValue'];

/** Exactly what each function may do. A wildcard is explained beside it; `test/infra/function-policies.test.ts` holds the list. */
export function functionPolicies(
  resources: FunctionResources,
): Readonly<Record<PolicyFunction, readonly PolicyStatement[]>> {
  const allow = (Sid: string, Action: readonly string[], Resource: readonly string[]): PolicyStatement => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource,
  });
  const { secretsArn, slackTableArn, subscriptionsTableArn } = resources;
  const indexArns = ['Owner', 'Subscriber'].map(
    (index) => `${subscriptionsTableArn}/index/AwsDataMeshSubscriptions-${index}`,
  );
  // As with the teams' secrets: the star stands for workspaces, and for the six characters that Secrets Manager adds.
  const slackSecrets = allow('SlackSecrets', ['secretsmanager:GetSecretValue'], [`${secretsArn}/slack/*`]);
  const teamSecrets = [
    // Secrets Manager adds six characters to each name; the slash before the star keeps it inside the folder.
    allow('TeamSecrets', ['secretsmanager:GetSecretValue'], [`${secretsArn}/teams/*`]),
    // ListSecrets knows no resources; it gives names, never values.
    allow('TeamNames', ['secretsmanager:ListSecrets'], ['*']),
  ];
  return {
    slack: [
      allow('SendJobs', ['sqs:SendMessage'], [resources.jobsQueueArn]),
      slackSecrets,
      allow('CatalogueCache', ['dynamodb:GetItem', 'dynamodb:Query'], [slackTableArn]),
    ],
    fulfilment: [
      allow('Jobs', READ_QUEUE, [resources.jobsQueueArn]),
      // Work that takes longer than a job may goes on in the next one.
      allow('ContinueJobs', ['sqs:SendMessage'], [resources.jobsQueueArn]),
      allow('SendDeliveries', ['sqs:SendMessage'], [resources.deliveriesQueueArn]),
      // How many messages wait there; never what is in them.
      allow(
        'CountFailures',
        ['sqs:GetQueueAttributes'],
        [
          resources.jobsFailuresQueueArn,
          resources.deliveriesFailuresQueueArn,
          resources.streamFailuresQueueArn,
        ],
      ),
      allow(
        'Subscriptions',
        [
          'dynamodb:DescribeTable',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:Query',
          'dynamodb:Scan',
        ],
        [subscriptionsTableArn, ...indexArns],
      ),
      allow('Ledger', ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Query'], [resources.ledgerTableArn]),
      allow(
        'SlackState',
        [
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:Query',
        ],
        [slackTableArn],
      ),
      slackSecrets,
      // The star stands for workspaces, and for the six characters that Secrets Manager adds.
      allow('KeepInstallations', WRITE_SECRET, [`${secretsArn}/slack/install/*`]),
      ...teamSecrets,
      // The star stands for the six characters that Secrets Manager adds.
      allow('AdminsSecret', ['secretsmanager:GetSecretValue'], [`${secretsArn}/admins-*`]),
      // Lake Formation's settings know no resources; they are read for the doctor, never written.
      allow('LakeSettings', ['lakeformation:GetDataLakeSettings'], ['*']),
      allow(
        'ActAsTeams',
        ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
        resources.assumableRoleArns,
      ),
    ],
    notification: [
      allow(
        'Changes',
        ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'],
        [resources.streamArn],
      ),
      // ListStreams knows no resources.
      allow('FindStream', ['dynamodb:ListStreams'], ['*']),
      allow('SetAside', ['sqs:SendMessage'], [resources.streamFailuresQueueArn]),
      allow('SendDeliveries', ['sqs:SendMessage'], [resources.deliveriesQueueArn]),
      // What was done outside the app is kept in the ledger by the one function that may add to it.
      allow('SendObservations', ['sqs:SendMessage'], [resources.jobsQueueArn]),
      allow('Outbox', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [slackTableArn]),
      ...teamSecrets,
    ],
    delivery: [
      allow('Deliveries', READ_QUEUE, [resources.deliveriesQueueArn]),
      // Lines that wait for the same thread become one message: they are found by the request that they are of.
      allow('Outbox', ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [slackTableArn]),
      slackSecrets,
    ],
    housekeeping: [allow('SendJobs', ['sqs:SendMessage'], [resources.jobsQueueArn])],
  };
}
