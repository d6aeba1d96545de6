import type { MeshPlace } from '../../names.ts';
import type { Hop } from '../sessions.ts';
import {
  type AccountRoles,
  catalogArns,
  memberHop,
  producerMeshHops,
  READ_GLUE,
  serviceRole,
} from './hops.ts';

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
