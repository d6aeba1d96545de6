import type { MeshPlace } from '../../names.ts';
import type { Hop } from '../sessions.ts';
import { type AccountRoles, memberHop, READ_GLUE } from './hops.ts';

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
