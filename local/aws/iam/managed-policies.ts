/** The AWS managed policies that data mesh set-ups attach. What they allow is a summary of the published documents, wide enough for their name. */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ['*'],
  ReadOnlyAccess: ['*:Get*', '*:List*', '*:Describe*', '*:BatchGet*', '*:Search*'],
  AWSLakeFormationDataAdmin: [
    'lakeformation:*',
    'cloudtrail:*',
    'glue:*',
    's3:ListBucket',
    's3:GetBucketLocation',
    's3:ListAllMyBuckets',
    'iam:ListUsers',
    'iam:ListRoles',
    'iam:GetRole',
    'iam:GetRolePolicy',
  ],
  AWSLakeFormationCrossAccountManager: [
    'ram:*',
    'glue:PutResourcePolicy',
    'glue:DeleteResourcePolicy',
    'organizations:Describe*',
    'organizations:List*',
    'lakeformation:*',
  ],
  AWSGlueConsoleFullAccess: [
    'glue:*',
    's3:ListBucket',
    's3:ListAllMyBuckets',
    's3:GetBucketAcl',
    'iam:ListRoles',
    'iam:ListUsers',
  ],
  AWSGlueServiceRole: [
    'glue:*',
    's3:GetBucketLocation',
    's3:ListBucket',
    's3:ListAllMyBuckets',
    's3:GetBucketAcl',
  ],
  AmazonS3ReadOnlyAccess: ['s3:Get*', 's3:List*'],
  AWSLambdaBasicExecutionRole: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
};

/** Document of an AWS managed policy, or `undefined` where this stand-in does not know it. */
export function awsManagedPolicy(arn: string): string | undefined {
  const name = /^arn:aws:iam::aws:policy\/(?:service-role\/)?([\w+=,.@-]+)$/.exec(arn)?.[1] ?? '';
  const actions = MANAGED[name]?.map((action) => (action.startsWith('*:') ? '*' : action));
  if (!actions) {
    return undefined;
  }
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
