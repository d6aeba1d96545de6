import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from './function-policies.ts';

export type Side = 'producer' | 'consumer';

/** The role of each side in its own account, and the role in the mesh that it goes on to. The library's names, so that either tool finds them. */
export const MEMBER_ROLES = {
  producer: { name: 'DataMeshProducer', inMesh: 'DataMeshAdminProducer' },
  consumer: { name: 'DataMeshConsumer', inMesh: 'DataMeshAdminConsumer' },
} as const satisfies Record<Side, { name: string; inMesh: string }>;
export const ROLE_PATH = '/AwsDataMesh/';

const glueArn = (name: string): string => `arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:${name}`;
/** Glue asks for the catalog, the database and the table of each call. */
const OWN_CATALOG = [glueArn('catalog'), glueArn('database/*'), glueArn('table/*/*')];
const READ_CATALOG = [
  'glue:GetDatabase',
  'glue:GetDatabases',
  'glue:GetTable',
  'glue:GetTables',
  'glue:GetPartitions',
  'glue:SearchTables',
];

/** What the member's role may do; the app narrows every session further, to one operation and its objects. */
export function memberPolicy(side: Side, meshAccount: string): readonly PolicyStatement[] {
  return [...goOn(side, meshAccount), ...(side === 'producer' ? PRODUCER : CONSUMER)];
}

function goOn(side: Side, meshAccount: string): readonly PolicyStatement[] {
  const inMesh = (name: string): string => `arn:${Aws.PARTITION}:iam::${meshAccount}:role${ROLE_PATH}${name}`;
  return [
    {
      Sid: 'GoOnToTheMesh',
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Resource: [inMesh(`${MEMBER_ROLES[side].inMesh}-${Aws.ACCOUNT_ID}`), inMesh('DataMeshAdminReadOnly')],
    },
  ];
}

const READ_SHARES: PolicyStatement = {
  Sid: 'ReadShares',
  Effect: 'Allow',
  Action: ['ram:GetResourceShareInvitations', 'ram:GetResourceShares', 'ram:ListResources'],
  Resource: ['*'], // RAM knows no resources for these reads
};
const ACCEPT_SHARES: PolicyStatement = {
  Sid: 'AcceptShares',
  Effect: 'Allow',
  Action: ['ram:AcceptResourceShareInvitation'],
  // Invitations have ids of RAM's making, in the account that sent them.
  Resource: [`arn:${Aws.PARTITION}:ram:*:*:resource-share-invitation/*`],
};

const PRODUCER: readonly PolicyStatement[] = [
  {
    Sid: 'OwnCatalog',
    Effect: 'Allow',
    Action: [
      ...READ_CATALOG,
      'glue:GetCrawler',
      'glue:CreateDatabase',
      'glue:UpdateDatabase',
      'glue:CreateTable',
      'glue:UpdateTable',
      'glue:DeleteTable',
      'glue:TagResource',
      'glue:GetTags',
    ],
    Resource: [...OWN_CATALOG, glueArn('crawler/*')],
  },
  {
    Sid: 'OwnPermissions',
    Effect: 'Allow',
    Action: [
      'lakeformation:GrantPermissions',
      'lakeformation:BatchGrantPermissions',
      'lakeformation:RevokePermissions',
      'lakeformation:BatchRevokePermissions',
      'lakeformation:ListPermissions',
      'lakeformation:GetResourceLFTags',
      'lakeformation:GetLFTag',
      'lakeformation:GetDataAccess',
    ],
    Resource: ['*'], // Lake Formation has no ARNs; its own permissions decide about each object
  },
  READ_SHARES,
  ACCEPT_SHARES,
  {
    Sid: 'BucketPolicies',
    Effect: 'Allow',
    Action: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:GetBucketLocation'],
    // The account's own buckets: nobody else's policy can be written with an identity policy alone.
    Resource: [`arn:${Aws.PARTITION}:s3:::*`],
  },
  {
    Sid: 'ServiceRole',
    Effect: 'Allow',
    Action: ['iam:GetRole'],
    Resource: [
      `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`,
    ],
  },
];

const CONSUMER: readonly PolicyStatement[] = [
  {
    Sid: 'OwnCatalog',
    Effect: 'Allow',
    Action: [
      ...READ_CATALOG,
      'glue:CreateDatabase',
      'glue:UpdateDatabase',
      'glue:CreateTable',
      'glue:UpdateTable',
      'glue:DeleteTable',
    ],
    Resource: OWN_CATALOG,
  },
  {
    Sid: 'OwnPermissions',
    Effect: 'Allow',
    Action: [
      'lakeformation:GrantPermissions',
      'lakeformation:BatchGrantPermissions',
      'lakeformation:RevokePermissions',
      'lakeformation:BatchRevokePermissions',
      'lakeformation:ListPermissions',
      'lakeformation:GetDataAccess',
    ],
    Resource: ['*'], // Lake Formation has no ARNs; its own permissions decide about each object
  },
  READ_SHARES,
  ACCEPT_SHARES,
];
