/** What cdk-nag finds and we keep, each with its reason. A finding that is not here fails the test; so does a row that finds nothing. */
export interface Explained {
  readonly rule: RegExp;
  /** Construct paths, without the stack's name where both stacks have them. */
  readonly at: RegExp;
  readonly reason: string;
}

export const EXPLAINED: readonly Explained[] = [
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /(Slack|Fulfilment|Notification|Delivery|Housekeeping)Role/,
    reason:
      'X-Ray, secretsmanager:ListSecrets and dynamodb:ListStreams know no resources; stacks.test.ts holds the list of these actions.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:secret:data-mesh\/(slack|teams)\/\*\]$/,
    at: /(Slack|Fulfilment|Notification|Delivery)Role/,
    reason:
      'Secrets Manager adds six characters to each name, and teams come and go; the slash keeps the star inside one folder.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:secret:data-mesh\/(slack\/install\/\*|admins-\*)\]$/,
    at: /FulfilmentRole/,
    reason:
      'The worker keeps the installations of workspaces, which come and go, and reads the admins; Secrets Manager adds six characters to each name.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:log-group:\/aws\/lambda\/data-mesh-\w+:log-stream:\*\]$/,
    at: /(Slack|Fulfilment|Notification|Delivery|Housekeeping)Role/,
    reason: 'Lambda names the log streams; the group is named in full.',
  },
  {
    rule: /^Serverless-LambdaStarPermissions$/,
    at: /(Slack|Fulfilment|Notification|Delivery|Housekeeping)Role/,
    reason: 'As AwsSolutions-IAM5 on the same roles.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /MeshMemberStack\/DataMesh(Producer|Consumer)$/,
    reason:
      "Lake Formation has no ARNs and RAM's reads know no resources; the app's session policies narrow each use.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:glue:\*:.*:\*\]$/,
    at: /MeshMemberStack\/DataMesh(Producer|Consumer)$/,
    reason:
      "The account's own catalog and, for consumers, the mesh's: which databases are products is decided later, and Lake Formation decides about each.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:s3:::\*\]$/,
    at: /MeshMemberStack\/DataMeshProducer$/,
    reason: "Bucket policies of the account's own buckets, whose names only the published tables tell.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:role\/\*\]$/,
    at: /MeshMemberStack\/DataMesh(Producer|Consumer)$/,
    reason: 'Reads roles (iam:GetRole, nothing else) to see whether those of Lake Formation are there.',
  },
  {
    rule: /^AwsSolutions-SMG4$/,
    at: /(App|Admins)Secret/,
    reason:
      'Slack has no API that rotates a signing secret, and the list of admins is no credential; the steps are in the deploy guide.',
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    at: /(Slack|Install|Redirect)Route/,
    reason:
      'Slack cannot sign for AWS. The function verifies its HMAC signature before it reads a byte of the body; browsers that install the app carry a state that the function signed.',
  },
  {
    rule: /^AwsSolutions-SQS3$|^Serverless-SQSRedrivePolicy$/,
    at: /(JobsFailed|DeliveriesFailed|StreamFailed)Queue/,
    reason: 'These are the failure queues themselves; alarms watch them.',
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    at: /(Slack|Fulfilment|Notification|Delivery|Housekeeping)Function|TrustWriter/,
    reason:
      'Nobody calls these asynchronously but the schedule, whose next tick makes up for a lost one; queues and stream have failure queues of their own, and CloudFormation waits for the trust writer.',
  },
  {
    rule: /^Serverless-LambdaAsyncFailureDestination$/,
    at: /HousekeepingFunction/,
    reason: 'A lost tick is made up for by the next; an alarm rings when none comes.',
  },
  {
    rule: /^Serverless-LambdaEventSourceMappingDestination$/,
    at: /(Jobs|Deliveries)Mapping/,
    reason: "A queue's own redrive policy sets messages aside; a mapping of a queue has no destination.",
  },
  {
    rule: /^Serverless-LambdaTracing$/,
    at: /TrustWriter/,
    reason: 'It runs once per deployment, in an account that need not have tracing.',
  },
  {
    rule: /^Serverless-SNSRedrivePolicy$/,
    at: /AlarmTopic/,
    reason:
      'An e-mail that is not taken is tried again by SNS, and the alarm itself stays to be seen on the dashboard.',
  },
];
