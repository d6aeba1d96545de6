import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handlers } from '../call.ts';
import { refuseMembers } from '../not-provided.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { ROLES, type Role } from './entities.ts';
import { uniqueId } from './ids.ts';
import { checkName, checkPath, iamPage, noSuchEntity } from './names.ts';
import { checkTrustPolicy } from './policy-checks.ts';
import { mergeTags, withoutTags } from './tags.ts';
import { currentTrust, trustedIds } from './trusted-ids.ts';

/** The role of that name in the caller's account, or IAM's refusal. */
export function roleOf(call: Call, name: string): Role {
  const role = call.state.in(ROLES, call.account).get(name);
  if (!role) {
    throw noSuchEntity('role', name);
  }
  return role;
}

export function describeRole(role: Role, call: Call, full = true) {
  return {
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    Path: role.path,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeURIComponent(currentTrust(call.state, role)),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(full && role.tags.length > 0 ? { Tags: [...role.tags] } : {}),
  };
}

function refuseLinked(role: Role): void {
  if (role.linkedTo !== undefined) {
    throw new AwsError(
      'UnmodifiableEntityException',
      `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
    );
  }
}

export const roleHandlers: Handlers = {
  CreateRole(input: Checked<sdk.CreateRoleRequest>, call) {
    refuseMembers(input, ['PermissionsBoundary']);
    const path = input.Path ?? '/';
    checkName('roleName', input.RoleName, 64);
    checkPath(path);
    if (call.state.in(ROLES, call.account).has(input.RoleName)) {
      throw new AwsError('EntityAlreadyExistsException', `Role with name ${input.RoleName} already exists.`);
    }
    checkTrustPolicy(input.AssumeRolePolicyDocument, call);
    const seconds = input.MaxSessionDuration ?? 3600;
    if (seconds < 3600 || seconds > 43200) {
      throw new AwsError('ValidationError', 'MaxSessionDuration must be between 3600 and 43200', {
        status: 400,
      });
    }
    const role: Role = {
      name: input.RoleName,
      id: uniqueId('AROA'),
      arn: `arn:aws:iam::${call.account}:role${path}${input.RoleName}`,
      path,
      createdAt: call.now,
      tags: mergeTags([], input.Tags ?? []),
      attached: [],
      inline: {},
      trust: input.AssumeRolePolicyDocument,
      trustedIds: trustedIds(call.state, input.AssumeRolePolicyDocument),
      description: input.Description,
      maxSessionSeconds: seconds,
    };
    call.state.in(ROLES, call.account).put(role.name, role);
    return { Role: describeRole(role, call) };
  },

  GetRole(input: Checked<sdk.GetRoleRequest>, call) {
    return { Role: describeRole(roleOf(call, input.RoleName), call) };
  },

  ListRoles(input: Checked<sdk.ListRolesRequest>, call) {
    const prefix = input.PathPrefix ?? '/';
    const roles = call.state
      .in(ROLES, call.account)
      .values()
      .filter(({ path }) => path.startsWith(prefix));
    const { page, ...rest } = iamPage(roles, input);
    return { Roles: page.map((role) => describeRole(role, call, false)), ...rest };
  },

  UpdateRole(input: Checked<sdk.UpdateRoleRequest>, call) {
    const role = roleOf(call, input.RoleName);
    refuseLinked(role);
    call.state.in(ROLES, call.account).put(role.name, {
      ...role,
      description: input.Description ?? role.description,
      maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
    });
    return {};
  },

  UpdateAssumeRolePolicy(input: Checked<sdk.UpdateAssumeRolePolicyRequest>, call) {
    const role = roleOf(call, input.RoleName);
    refuseLinked(role);
    checkTrustPolicy(input.PolicyDocument, call);
    call.state.in(ROLES, call.account).put(role.name, {
      ...role,
      trust: input.PolicyDocument,
      trustedIds: trustedIds(call.state, input.PolicyDocument),
    });
  },

  DeleteRole(input: Checked<sdk.DeleteRoleRequest>, call) {
    const role = roleOf(call, input.RoleName);
    refuseLinked(role);
    if (role.attached.length > 0) {
      throw new AwsError('DeleteConflictException', 'Cannot delete entity, must detach all policies first.');
    }
    if (Object.keys(role.inline).length > 0) {
      throw new AwsError('DeleteConflictException', 'Cannot delete entity, must delete policies first.');
    }
    call.state.in(ROLES, call.account).delete(role.name);
  },

  TagRole(input: Checked<sdk.TagRoleRequest>, call) {
    const role = roleOf(call, input.RoleName);
    call.state.in(ROLES, call.account).put(role.name, { ...role, tags: mergeTags(role.tags, input.Tags) });
  },

  UntagRole(input: Checked<sdk.UntagRoleRequest>, call) {
    const role = roleOf(call, input.RoleName);
    call.state
      .in(ROLES, call.account)
      .put(role.name, { ...role, tags: withoutTags(role.tags, input.TagKeys) });
  },

  ListRoleTags(input: Checked<sdk.ListRoleTagsRequest>, call) {
    const { page, ...rest } = iamPage(roleOf(call, input.RoleName).tags, input);
    return { Tags: page, ...rest };
  },
};
