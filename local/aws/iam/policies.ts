import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { GROUPS, type ManagedPolicy, POLICIES, ROLES, USERS } from './entities.ts';
import { uniqueId } from './ids.ts';
import { awsManagedPolicy } from './managed-policies.ts';
import { checkName, checkPath, iamPage } from './names.ts';
import { checkIdentityPolicy } from './policy-checks.ts';
import { mergeTags, withoutTags } from './tags.ts';

/** Characters of a managed policy, white space not counted. */
export const MAX_POLICY_SIZE = 6144;

/** The customer-managed policy of that ARN. */
export function policyOf(call: Call, arn: string): ManagedPolicy {
  const policy = call.state.in(POLICIES, arn.split(':')[4] ?? '').get(arn);
  if (!policy || arn.split(':')[4] !== call.account) {
    throw new AwsError('NoSuchEntityException', `Policy ${arn} was not found.`);
  }
  return policy;
}

function attachments(call: Call, arn: string): number {
  return [ROLES, USERS, GROUPS].reduce(
    (count, kind) =>
      count +
      call.state
        .in<{ readonly attached: readonly string[] }>(kind, call.account)
        .values()
        .filter(({ attached }) => attached.includes(arn)).length,
    0,
  );
}

function describe(policy: ManagedPolicy, call: Call) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachments(call, policy.arn),
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  };
}

export function savePolicy(call: Call, policy: ManagedPolicy): void {
  call.state.in(POLICIES, call.account).put(policy.arn, policy);
}

export const policyHandlers: Handlers = {
  CreatePolicy(input: Checked<sdk.CreatePolicyRequest>, call) {
    const path = input.Path ?? '/';
    checkName('policyName', input.PolicyName, 128);
    checkPath(path);
    const arn = `arn:aws:iam::${call.account}:policy${path}${input.PolicyName}`;
    if (call.state.in(POLICIES, call.account).has(arn)) {
      throw new AwsError(
        'EntityAlreadyExistsException',
        `A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`,
      );
    }
    checkIdentityPolicy(input.PolicyDocument, MAX_POLICY_SIZE, 'PolicySize');
    const policy: ManagedPolicy = {
      name: input.PolicyName,
      id: uniqueId('ANPA'),
      arn,
      path,
      description: input.Description,
      createdAt: call.now,
      updatedAt: call.now,
      tags: mergeTags([], input.Tags ?? []),
      versions: [{ id: 'v1', document: input.PolicyDocument, createdAt: call.now }],
      defaultVersion: 'v1',
      lastVersion: 1,
    };
    savePolicy(call, policy);
    return {
      Policy: { ...describe(policy, call), ...(policy.tags.length > 0 ? { Tags: [...policy.tags] } : {}) },
    };
  },

  GetPolicy(input: Checked<sdk.GetPolicyRequest>, call) {
    const document = awsManagedPolicy(input.PolicyArn);
    if (document !== undefined) {
      const name = input.PolicyArn.split('/').at(-1);
      return {
        Policy: {
          PolicyName: name,
          Arn: input.PolicyArn,
          Path: '/',
          DefaultVersionId: 'v1',
          IsAttachable: true,
          AttachmentCount: attachments(call, input.PolicyArn),
        },
      };
    }
    const policy = policyOf(call, input.PolicyArn);
    return { Policy: { ...describe(policy, call), Description: policy.description, Tags: [...policy.tags] } };
  },

  ListPolicies(input: Checked<sdk.ListPoliciesRequest>, call) {
    const policies = input.Scope === 'AWS' ? [] : call.state.in(POLICIES, call.account).values();
    const wanted = policies.filter(
      (policy) =>
        policy.path.startsWith(input.PathPrefix ?? '/') &&
        (!input.OnlyAttached || attachments(call, policy.arn) > 0),
    );
    const { page, ...rest } = iamPage(wanted, input);
    return { Policies: page.map((policy) => describe(policy, call)), ...rest };
  },

  DeletePolicy(input: Checked<sdk.DeletePolicyRequest>, call) {
    const policy = policyOf(call, input.PolicyArn);
    if (attachments(call, policy.arn) > 0) {
      throw new AwsError('DeleteConflictException', 'Cannot delete a policy attached to entities.');
    }
    if (policy.versions.length > 1) {
      throw new AwsError(
        'DeleteConflictException',
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    }
    call.state.in(POLICIES, call.account).delete(policy.arn);
  },

  TagPolicy(input: Checked<sdk.TagPolicyRequest>, call) {
    const policy = policyOf(call, input.PolicyArn);
    savePolicy(call, { ...policy, tags: mergeTags(policy.tags, input.Tags) });
  },

  UntagPolicy(input: Checked<sdk.UntagPolicyRequest>, call) {
    const policy = policyOf(call, input.PolicyArn);
    savePolicy(call, { ...policy, tags: withoutTags(policy.tags, input.TagKeys) });
  },

  ListEntitiesForPolicy(input: Checked<sdk.ListEntitiesForPolicyRequest>, call) {
    const holds = ({ attached }: { readonly attached: readonly string[] }) =>
      attached.includes(input.PolicyArn);
    const roles = call.state.in(ROLES, call.account).values().filter(holds);
    const users = call.state.in(USERS, call.account).values().filter(holds);
    const groups = call.state.in(GROUPS, call.account).values().filter(holds);
    return {
      PolicyRoles: roles.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      PolicyUsers: users.map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyGroups: groups.map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      IsTruncated: false,
    };
  },
};
