import {
  DeleteGroupCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  GetGroupCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListGroupsForUserCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import type { RoleRemover } from '../admin/remove-roles.ts';
import { ConflictError } from '../errors.ts';
import { type MeshPlace, policyArn } from '../names.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

export function createRoleRemover(
  client: IAMClient,
  account: string,
  place: MeshPlace,
  clock: Clock,
): RoleRemover {
  const unlessGone = (doing: string, remove: () => Promise<void>) =>
    patiently(clock, doing, async () => {
      try {
        await remove();
      } catch (error) {
        if (!isAwsError(error, 'NoSuchEntityException')) {
          throw error;
        }
      }
    });

  return {
    removeRole: (RoleName) =>
      unlessGone(`removing role ${RoleName}`, async () => {
        const { AttachedPolicies = [] } = await client.send(
          new ListAttachedRolePoliciesCommand({ RoleName }),
        );
        for (const { PolicyArn } of AttachedPolicies) {
          await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
        }
        const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
        for (const PolicyName of PolicyNames) {
          await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
        }
        await client.send(new DeleteRoleCommand({ RoleName }));
      }),

    removeGroup: (GroupName) =>
      unlessGone(`removing group ${GroupName}`, async () => {
        const { Users = [] } = await client.send(new GetGroupCommand({ GroupName }));
        for (const { UserName } of Users) {
          await client.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
        }
        const { AttachedPolicies = [] } = await client.send(
          new ListAttachedGroupPoliciesCommand({ GroupName }),
        );
        for (const { PolicyArn } of AttachedPolicies) {
          await client.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }));
        }
        await client.send(new DeleteGroupCommand({ GroupName }));
      }),

    removeUser: (UserName) =>
      unlessGone(`removing user ${UserName}`, async () => {
        const { AccessKeyMetadata = [] } = await client.send(new ListAccessKeysCommand({ UserName }));
        if (AccessKeyMetadata.length > 0) {
          throw new ConflictError('USER_IN_USE', `user ${UserName} has access keys`, {
            userMessage: `The user ${UserName} still has access keys. Delete them first, if nobody uses them any more.`,
          });
        }
        const { Groups = [] } = await client.send(new ListGroupsForUserCommand({ UserName }));
        for (const { GroupName } of Groups) {
          await client.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
        }
        await client.send(new DeleteUserCommand({ UserName }));
      }),

    removePolicy: (name) =>
      unlessGone(`removing policy ${name}`, async () => {
        const PolicyArn = policyArn(place, account, name);
        const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
        for (const { VersionId, IsDefaultVersion } of Versions) {
          if (!IsDefaultVersion) {
            await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
          }
        }
        try {
          await client.send(new DeletePolicyCommand({ PolicyArn }));
        } catch (error) {
          if (!isAwsError(error, 'DeleteConflictException')) {
            throw error;
          }
        }
      }),
  };
}
