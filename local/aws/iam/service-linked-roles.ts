import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { ROLES, type Role } from './entities.ts';
import { uniqueId } from './ids.ts';
import { describeRole, roleOf } from './roles.ts';

/** The role through which Lake Formation reads registered locations. */
const LAKE_FORMATION_ROLE = 'AWSServiceRoleForLakeFormationDataAccess';

const NAMES: Readonly<Record<string, string>> = {
  'lakeformation.amazonaws.com': LAKE_FORMATION_ROLE,
  'ram.amazonaws.com': 'AWSServiceRoleForResourceAccessManager',
};

/** Makes the service's role in the caller's account, or returns the one that is there. */
export function ensureServiceLinkedRole(
  call: Call,
  service: string,
): { readonly role: Role; readonly made: boolean } {
  const name = NAMES[service];
  if (name === undefined) {
    throw new AwsError(
      'InvalidInputException',
      `Service ${service} does not support service-linked roles here.`,
    );
  }
  const existing = call.state.in(ROLES, call.account).get(name);
  if (existing) {
    return { role: existing, made: false };
  }
  const path = `/aws-service-role/${service}/`;
  const trust = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const role: Role = {
    name,
    id: uniqueId('AROA'),
    arn: `arn:aws:iam::${call.account}:role${path}${name}`,
    path,
    createdAt: call.now,
    tags: [],
    attached: [],
    inline: {},
    trust: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    trustedIds: {},
    description: undefined,
    maxSessionSeconds: 3600,
    linkedTo: service,
  };
  call.state.in(ROLES, call.account).put(name, role);
  return { role, made: true };
}

export const serviceLinkedRoleHandlers: Handlers = {
  CreateServiceLinkedRole(input: Checked<sdk.CreateServiceLinkedRoleRequest>, call) {
    const { role, made } = ensureServiceLinkedRole(call, input.AWSServiceName);
    if (!made) {
      throw new AwsError(
        'InvalidInputException',
        `Service role name ${role.name} has been taken in this account, please try a different suffix.`,
      );
    }
    return { Role: describeRole(role, call) };
  },

  DeleteServiceLinkedRole(input: Checked<sdk.DeleteServiceLinkedRoleRequest>, call) {
    const role = roleOf(call, input.RoleName);
    call.state.in(ROLES, call.account).delete(role.name);
    return { DeletionTaskId: `task${role.path}${role.name}/${call.requestId}` };
  },

  GetServiceLinkedRoleDeletionStatus: () => ({ Status: 'SUCCEEDED' }),
};
