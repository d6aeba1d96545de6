import type * as sdk from '@aws-sdk/client-iam';
import type { Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import type { ManagedPolicy } from './entities.ts';
import { awsManagedPolicy } from './managed-policies.ts';
import { iamPage } from './names.ts';
import { MAX_POLICY_SIZE, policyOf, savePolicy } from './policies.ts';
import { checkIdentityPolicy } from './policy-checks.ts';

const MAX_VERSIONS = 5;

function describeVersion(policy: ManagedPolicy, id: string, withDocument: boolean) {
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (!version) {
    throw new AwsError(
      'NoSuchEntityException',
      `Policy ${policy.arn} version ${id} does not exist or is not attachable.`,
    );
  }
  return {
    VersionId: id,
    IsDefaultVersion: id === policy.defaultVersion,
    CreateDate: version.createdAt,
    ...(withDocument ? { Document: encodeURIComponent(version.document) } : {}),
  };
}

export const policyVersionHandlers: Handlers = {
  CreatePolicyVersion(input: Checked<sdk.CreatePolicyVersionRequest>, call) {
    const policy = policyOf(call, input.PolicyArn);
    checkIdentityPolicy(input.PolicyDocument, MAX_POLICY_SIZE, 'PolicySize');
    if (policy.versions.length >= MAX_VERSIONS) {
      throw new AwsError(
        'LimitExceededException',
        `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    const id = `v${policy.lastVersion + 1}`;
    const next: ManagedPolicy = {
      ...policy,
      versions: [...policy.versions, { id, document: input.PolicyDocument, createdAt: call.now }],
      lastVersion: policy.lastVersion + 1,
      defaultVersion: input.SetAsDefault ? id : policy.defaultVersion,
      updatedAt: call.now,
    };
    savePolicy(call, next);
    return { PolicyVersion: describeVersion(next, id, false) };
  },

  GetPolicyVersion(input: Checked<sdk.GetPolicyVersionRequest>, call) {
    const managed = awsManagedPolicy(input.PolicyArn);
    if (managed !== undefined) {
      return {
        PolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, Document: encodeURIComponent(managed) },
      };
    }
    return { PolicyVersion: describeVersion(policyOf(call, input.PolicyArn), input.VersionId, true) };
  },

  ListPolicyVersions(input: Checked<sdk.ListPolicyVersionsRequest>, call) {
    const policy = policyOf(call, input.PolicyArn);
    // ASSUMPTION iam-versions-order: newest first.
    const { page, ...rest } = iamPage([...policy.versions].reverse(), input);
    return { Versions: page.map(({ id }) => describeVersion(policy, id, false)), ...rest };
  },

  SetDefaultPolicyVersion(input: Checked<sdk.SetDefaultPolicyVersionRequest>, call) {
    const policy = policyOf(call, input.PolicyArn);
    describeVersion(policy, input.VersionId, false);
    savePolicy(call, { ...policy, defaultVersion: input.VersionId, updatedAt: call.now });
  },

  DeletePolicyVersion(input: Checked<sdk.DeletePolicyVersionRequest>, call) {
    const policy = policyOf(call, input.PolicyArn);
    describeVersion(policy, input.VersionId, false);
    if (input.VersionId === policy.defaultVersion) {
      throw new AwsError('DeleteConflictException', 'Cannot delete the default version of a policy.');
    }
    savePolicy(call, { ...policy, versions: policy.versions.filter(({ id }) => id !== input.VersionId) });
  },
};
