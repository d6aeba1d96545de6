import { glueArn, type MeshPlace } from '../../names.ts';
import type { Hop } from '../sessions.ts';
import {
  type AccountRoles,
  catalogArns,
  memberHop,
  producerMeshHops,
  READ_GLUE,
  serviceRole,
} from './hops.ts';

/** To the producer's role in the mesh account, to see all of its products and to take one out of the mesh. */
export function removalMeshChain(place: MeshPlace, roles: AccountRoles, database: string): readonly Hop[] {
  return producerMeshHops(place, roles, [
    { Action: READ_GLUE, Resource: [glueArn(place, '*')] },
    { Action: ['glue:DeleteTable', 'glue:DeleteDatabase'], Resource: catalogArns(place, database) },
    { Action: ['lakeformation:DeregisterResource', 'ram:*'], Resource: ['*'] },
    serviceRole(place),
  ]);
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
