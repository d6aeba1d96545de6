import type { MeshPlace } from '../../names.ts';
import type { Hop } from '../sessions.ts';
import { type AccountRoles, catalogArns, memberHop, producerMeshHops, READ_GLUE } from './hops.ts';

/** For grants by LF-tags: the owner's own tags, and what carries them. */
const BY_TAG = [
  'lakeformation:GetLFTag',
  'lakeformation:CreateLFTag',
  'lakeformation:UpdateLFTag',
  'lakeformation:AddLFTagsToResource',
  'lakeformation:RemoveLFTagsFromResource',
  'lakeformation:SearchTablesByLFTags',
];

/** To the producer's role in the mesh account, for grants on one database. */
export function producerMeshChain(place: MeshPlace, roles: AccountRoles, database: string): readonly Hop[] {
  return producerMeshHops(place, roles, [
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
  ]);
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
