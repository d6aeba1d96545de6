import {
  centralRole,
  glueArn,
  type MeshPlace,
  memberRole,
  READ_ONLY_ROLE,
  roleArn,
  serviceRoleArn,
} from '../names.ts';
import type { Allowed, Hop } from './sessions.ts';

/** How one member account is entered; what is absent follows the library's names. */
export interface AccountRoles {
  readonly account: string;
  readonly producerRoleArn?: string;
  readonly consumerRoleArn?: string;
  /** What the member roles' trust asks for. */
  readonly externalId?: string;
}

const GO_ON = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
/** For grants by LF-tags: the owner's own tags, and what carries them. */
const BY_TAG = [
  'lakeformation:GetLFTag',
  'lakeformation:CreateLFTag',
  'lakeformation:UpdateLFTag',
  'lakeformation:AddLFTagsToResource',
  'lakeformation:RemoveLFTagsFromResource',
  'lakeformation:SearchTablesByLFTags',
];
const READ_GLUE = ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables'];

/** Everything in the catalog that belongs to one mesh database. */
function catalogArns(place: MeshPlace, database: string): readonly string[] {
  return [
    glueArn(place, 'catalog'),
    glueArn(place, `database/${database}`),
    glueArn(place, `table/${database}/*`),
  ];
}

function memberHop(
  place: MeshPlace,
  side: 'producer' | 'consumer',
  roles: AccountRoles,
  allow: readonly Allowed[],
): Hop {
  const own = side === 'producer' ? roles.producerRoleArn : roles.consumerRoleArn;
  return {
    roleArn: own ?? roleArn(place, roles.account, memberRole(side)),
    allow,
    ...(roles.externalId === undefined ? {} : { externalId: roles.externalId }),
  };
}

/** To the producer's role in the mesh account, for grants on one database. */
export function producerMeshChain(place: MeshPlace, roles: AccountRoles, database: string): readonly Hop[] {
  const central = roleArn(place, place.meshAccountId, centralRole('producer', roles.account));
  return [
    memberHop(place, 'producer', roles, [{ Action: GO_ON, Resource: [central] }]),
    {
      roleArn: central,
      allow: [
        { Action: READ_GLUE, Resource: catalogArns(place, database) },
        {
          // Neither Lake Formation nor the catalog's policy know resources to narrow these to.
          Action: [
            'lakeformation:BatchGrantPermissions',
            'lakeformation:BatchRevokePermissions',
            'lakeformation:ListPermissions',
            'lakeformation:GetResourceLFTags',
            ...BY_TAG,
            'lakeformation:ListDataCellsFilter',
            'lakeformation:GetDataCellsFilter',
            'lakeformation:CreateDataCellsFilter',
            'lakeformation:UpdateDataCellsFilter',
            'lakeformation:DeleteDataCellsFilter',
            'glue:GetResourcePolicy',
            'glue:PutResourcePolicy',
            'glue:DeleteResourcePolicy',
            'ram:*',
          ],
          Resource: ['*'],
        },
      ],
    },
  ];
}

/** To the producer's role in its own account, for the policy of one bucket. */
export function producerBucketChain(place: MeshPlace, roles: AccountRoles, bucket: string): readonly Hop[] {
  return [
    memberHop(place, 'producer', roles, [
      {
        Action: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
        Resource: [`arn:${place.partition}:s3:::${bucket}`],
      },
    ]),
  ];
}

/** Lake Formation writes what it may reach into its own role when a location is registered or given up. */
function serviceRole(place: MeshPlace): Allowed {
  return {
    Action: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:PutRolePolicy', 'iam:CreateServiceLinkedRole'],
    Resource: [serviceRoleArn(place, place.meshAccountId)],
  };
}

/** To the producer's role in the mesh account, for publishing into one database. */
export function publishMeshChain(place: MeshPlace, roles: AccountRoles, database: string): readonly Hop[] {
  return producerMeshHops(place, roles, [
    {
      Action: [
        ...READ_GLUE,
        'glue:CreateDatabase',
        'glue:UpdateDatabase',
        'glue:CreateTable',
        'glue:UpdateTable',
        'glue:GetPartitions',
        'glue:BatchCreatePartition',
        'glue:BatchDeletePartition',
        'glue:TagResource',
      ],
      Resource: catalogArns(place, database),
    },
    {
      // Lake Formation knows no resources to narrow these to.
      Action: [
        'lakeformation:GrantPermissions',
        'lakeformation:BatchGrantPermissions',
        'lakeformation:BatchRevokePermissions',
        'lakeformation:ListPermissions',
        'lakeformation:ListDataCellsFilter',
        'lakeformation:RegisterResource',
        'lakeformation:GetLFTag',
        'lakeformation:CreateLFTag',
        'lakeformation:UpdateLFTag',
        'lakeformation:AddLFTagsToResource',
        'ram:*',
      ],
      Resource: ['*'],
    },
    serviceRole(place),
  ]);
}

/** To the producer's role in the mesh account, to see all of its products and to take one out of the mesh. */
export function removalMeshChain(place: MeshPlace, roles: AccountRoles, database: string): readonly Hop[] {
  return producerMeshHops(place, roles, [
    { Action: READ_GLUE, Resource: [glueArn(place, '*')] },
    { Action: ['glue:DeleteTable', 'glue:DeleteDatabase'], Resource: catalogArns(place, database) },
    { Action: ['lakeformation:DeregisterResource', 'ram:*'], Resource: ['*'] },
    serviceRole(place),
  ]);
}

/** To the producer's role in the mesh account, to see what it has published. */
export function producerReadChain(place: MeshPlace, roles: AccountRoles): readonly Hop[] {
  return producerMeshHops(place, roles, [{ Action: READ_GLUE, Resource: [glueArn(place, '*')] }]);
}

function producerMeshHops(place: MeshPlace, roles: AccountRoles, allow: readonly Allowed[]): readonly Hop[] {
  const central = roleArn(place, place.meshAccountId, centralRole('producer', roles.account));
  return [
    memberHop(place, 'producer', roles, [{ Action: GO_ON, Resource: [central] }]),
    { roleArn: central, allow },
  ];
}

/** To the producer's role in its own account, to look at what it could publish. */
export function sourceChain(place: MeshPlace, roles: AccountRoles): readonly Hop[] {
  return [
    memberHop(place, 'producer', roles, [
      { Action: READ_GLUE, Resource: [`arn:${place.partition}:glue:${place.region}:${roles.account}:*`] },
    ]),
  ];
}

/** To the producer's role in its own account: reads the source database, keeps links to the mesh database. */
export function publishSourceChain(
  place: MeshPlace,
  roles: AccountRoles,
  source: string,
  database: string,
  /** ARN of the role that crawlers get, where they are made. */
  crawlerRole: string | undefined,
): readonly Hop[] {
  const arn = (rest: string) => `arn:${place.partition}:glue:${place.region}:${roles.account}:${rest}`;
  const within = (name: string) => [arn('catalog'), arn(`database/${name}`), arn(`table/${name}/*`)];
  return [
    memberHop(place, 'producer', roles, [
      { Action: [...READ_GLUE, 'glue:GetPartitions'], Resource: within(source) },
      {
        Action: [...READ_GLUE, 'glue:CreateDatabase', 'glue:CreateTable', 'glue:TagResource'],
        Resource: within(database),
      },
      {
        Action: ['glue:GetCrawler', 'glue:CreateCrawler', 'glue:UpdateCrawler'],
        Resource: [arn(`crawler/${database}-*`)],
      },
      ...(crawlerRole === undefined ? [] : [{ Action: ['iam:PassRole'], Resource: [crawlerRole] }]),
      {
        Action: [
          'lakeformation:GetResourceLFTags',
          'ram:GetResourceShareInvitations',
          'ram:AcceptResourceShareInvitation',
          'ram:GetResourceShares',
          'ram:ListResources',
        ],
        Resource: ['*'],
      },
    ]),
  ];
}

/** To the producer's role in its own account: gives up links to the mesh database. */
export function unlinkChain(place: MeshPlace, roles: AccountRoles, database: string): readonly Hop[] {
  const arn = (rest: string) => `arn:${place.partition}:glue:${place.region}:${roles.account}:${rest}`;
  return [
    memberHop(place, 'producer', roles, [
      {
        Action: [...READ_GLUE, 'glue:DeleteTable', 'glue:DeleteDatabase'],
        Resource: [arn('catalog'), arn(`database/${database}`), arn(`table/${database}/*`)],
      },
    ]),
  ];
}

/** To the consumer's role in its own account, for shares and links. */
export function consumerChain(place: MeshPlace, roles: AccountRoles): readonly Hop[] {
  return [
    memberHop(place, 'consumer', roles, [
      {
        Action: [
          'ram:GetResourceShareInvitations',
          'ram:AcceptResourceShareInvitation',
          'ram:GetResourceShares',
          'ram:ListResources',
          'ram:DisassociateResourceShare',
        ],
        Resource: ['*'],
      },
      {
        Action: [
          ...READ_GLUE,
          'glue:CreateDatabase',
          'glue:CreateTable',
          'glue:DeleteTable',
          'glue:DeleteDatabase',
          'glue:TagResource',
        ],
        Resource: [`arn:${place.partition}:glue:${place.region}:${roles.account}:*`],
      },
    ]),
  ];
}

/** To the role that sees what everybody in the mesh may see. */
export function readOnlyChain(place: MeshPlace): readonly Hop[] {
  return [
    {
      roleArn: roleArn(place, place.meshAccountId, READ_ONLY_ROLE),
      allow: [{ Action: READ_GLUE, Resource: [glueArn(place, '*')] }],
    },
  ];
}
