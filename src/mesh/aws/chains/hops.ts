import { centralRole, glueArn, type MeshPlace, memberRole, roleArn, serviceRoleArn } from '../../names.ts';
import type { Allowed, Hop } from '../sessions.ts';

/** How one member account is entered; what is absent follows the library's names. */
export interface AccountRoles {
  readonly account: string;
  readonly producerRoleArn?: string;
  readonly consumerRoleArn?: string;
  /** What the member roles' trust asks for. */
  readonly externalId?: string;
}

const GO_ON = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

export const READ_GLUE = ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables'];

/** Everything in the catalog that belongs to one mesh database. */
export function catalogArns(place: MeshPlace, database: string): readonly string[] {
  return [
    glueArn(place, 'catalog'),
    glueArn(place, `database/${database}`),
    glueArn(place, `table/${database}/*`),
  ];
}

export function memberHop(
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

/** Lake Formation writes what it may reach into its own role when a location is registered or given up. */
export function serviceRole(place: MeshPlace): Allowed {
  return {
    Action: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:PutRolePolicy', 'iam:CreateServiceLinkedRole'],
    Resource: [serviceRoleArn(place, place.meshAccountId)],
  };
}

export function producerMeshHops(
  place: MeshPlace,
  roles: AccountRoles,
  allow: readonly Allowed[],
): readonly Hop[] {
  const central = roleArn(place, place.meshAccountId, centralRole('producer', roles.account));
  return [
    memberHop(place, 'producer', roles, [{ Action: GO_ON, Resource: [central] }]),
    { roleArn: central, allow },
  ];
}
