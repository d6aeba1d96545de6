import { glueArn, type MeshPlace } from '../../names.ts';
import type { Hop } from '../sessions.ts';
import { type AccountRoles, memberHop, READ_GLUE } from './hops.ts';

/** To the consumer's role in its own account, for shares and links, and to take back what that account handed on. */
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
      // What is revoked by its name has to be found by it, in the mesh's catalog too.
      // https://docs.aws.amazon.com/lake-formation/latest/dg/required-permissions-for-grant.html
      { Action: READ_GLUE, Resource: [glueArn(place, '*')] },
      {
        Action: ['lakeformation:ListPermissions', 'lakeformation:BatchRevokePermissions'],
        Resource: ['*'],
      },
    ]),
  ];
}
