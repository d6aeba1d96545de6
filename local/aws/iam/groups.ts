import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { GROUPS, type Group } from './entities.ts';
import { iamPage, noSuchEntity } from './names.ts';
import { newEntity } from './new-entity.ts';
import { describeUser, userOf } from './users.ts';

export function groupOf(call: Call, name: string): Group {
  const group = call.state.in(GROUPS, call.account).get(name);
  if (!group) {
    throw noSuchEntity('group', name);
  }
  return group;
}

function describeGroup(group: Group) {
  return {
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    Path: group.path,
    CreateDate: group.createdAt,
  };
}

export const groupHandlers: Handlers = {
  CreateGroup(input: Checked<sdk.CreateGroupRequest>, call) {
    const groups = call.state.in(GROUPS, call.account);
    if (groups.has(input.GroupName)) {
      throw new AwsError(
        'EntityAlreadyExistsException',
        `Group with name ${input.GroupName} already exists.`,
      );
    }
    const group: Group = {
      ...newEntity(call, 'group', 'AGPA', input.GroupName, input.Path ?? '/'),
      tags: [],
      members: [],
    };
    groups.put(group.name, group);
    return { Group: describeGroup(group) };
  },

  GetGroup(input: Checked<sdk.GetGroupRequest>, call) {
    const group = groupOf(call, input.GroupName);
    const { page, ...rest } = iamPage(group.members, input);
    return {
      Group: describeGroup(group),
      Users: page.map((name) => describeUser(userOf(call, name), false)),
      ...rest,
    };
  },

  ListGroups(input: Checked<sdk.ListGroupsRequest>, call) {
    const groups = call.state
      .in(GROUPS, call.account)
      .values()
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
    const { page, ...rest } = iamPage(groups, input);
    return { Groups: page.map(describeGroup), ...rest };
  },

  ListGroupsForUser(input: Checked<sdk.ListGroupsForUserRequest>, call) {
    const user = userOf(call, input.UserName);
    const groups = call.state
      .in(GROUPS, call.account)
      .values()
      .filter(({ members }) => members.includes(user.name));
    const { page, ...rest } = iamPage(groups, input);
    return { Groups: page.map(describeGroup), ...rest };
  },

  DeleteGroup(input: Checked<sdk.DeleteGroupRequest>, call) {
    const group = groupOf(call, input.GroupName);
    if (group.attached.length > 0 || Object.keys(group.inline).length > 0 || group.members.length > 0) {
      throw new AwsError(
        'DeleteConflictException',
        'Cannot delete entity, must detach all policies and remove all users first.',
      );
    }
    call.state.in(GROUPS, call.account).delete(group.name);
  },

  AddUserToGroup(input: Checked<sdk.AddUserToGroupRequest>, call) {
    const group = groupOf(call, input.GroupName);
    const user = userOf(call, input.UserName);
    const members = [...new Set([...group.members, user.name])];
    call.state.in(GROUPS, call.account).put(group.name, { ...group, members });
  },

  RemoveUserFromGroup(input: Checked<sdk.RemoveUserFromGroupRequest>, call) {
    const group = groupOf(call, input.GroupName);
    const user = userOf(call, input.UserName);
    const members = group.members.filter((name) => name !== user.name);
    call.state.in(GROUPS, call.account).put(group.name, { ...group, members });
  },
};
