import { glueArn, type MeshPlace, READ_ONLY_ROLE, roleArn } from '../../names.ts';
import type { Hop } from '../sessions.ts';
import { type AccountRoles, producerMeshHops, READ_GLUE } from './hops.ts';

/** To the producer's role in the mesh account, to see what it has published. */
export function producerReadChain(place: MeshPlace, roles: AccountRoles): readonly Hop[] {
  return producerMeshHops(place, roles, [{ Action: READ_GLUE, Resource: [glueArn(place, '*')] }]);
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
