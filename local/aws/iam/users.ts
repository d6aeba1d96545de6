import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handlers } from '../call.ts';
import { refuseMembers } from '../not-provided.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { ACCESS_KEYS, GROUPS, type Group, KEY_SCOPE, USERS, type User } from './entities.ts';
import { secretKey, uniqueId } from './ids.ts';
import { checkName, checkPath, iamPage, noSuchEntity } from './names.ts';
import { mergeTags, withoutTags } from './tags.ts';

export function userOf(call: Call, name: string | undefined): User {
  const wanted = name ?? (call.principal.kind === 'user' ? call.principal.name : undefined);
  if (wanted === undefined) {
    throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials', {
      status: 400,
    });
  }
  const user = call.state.in(USERS, call.account).get(wanted);
  if (!user) {
    throw noSuchEntity('user', wanted);
  }
  return user;
}

export function groupOf(call: Call, name: string): Group {
  const group = call.state.in(GROUPS, call.account).get(name);
  if (!group) {
    throw noSuchEntity('group', name);
  }
  return group;
}

function describeUser(user: User, full = true) {
  return {
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    Path: user.path,
    CreateDate: user.createdAt,
    ...(full && user.tags.length > 0 ? { Tags: [...user.tags] } : {}),
  };
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

function newEntity(call: Call, type: 'user' | 'group', prefix: string, name: string, path: string) {
  checkName(`${type}Name`, name, type === 'user' ? 64 : 128);
  checkPath(path);
  const arn = `arn:aws:iam::${call.account}:${type}${path}${name}`;
  return { name, id: uniqueId(prefix), arn, path, createdAt: call.now, attached: [], inline: {} };
}

export const userHandlers: Handlers = {
  CreateUser(input: Checked<sdk.CreateUserRequest>, call) {
    refuseMembers(input, ['PermissionsBoundary']);
    const users = call.state.in(USERS, call.account);
    if (users.has(input.UserName)) {
      throw new AwsError('EntityAlreadyExistsException', `User with name ${input.UserName} already exists.`);
    }
    const entity = newEntity(call, 'user', 'AIDA', input.UserName, input.Path ?? '/');
    const user: User = { ...entity, tags: mergeTags([], input.Tags ?? []) };
    users.put(user.name, user);
    return { User: describeUser(user) };
  },

  GetUser(input: Checked<sdk.GetUserRequest>, call) {
    if (input.UserName === undefined && call.principal.kind === 'root') {
      const { arn, userId } = call.principal;
      return { User: { UserName: '', Path: '/', UserId: userId, Arn: arn, CreateDate: new Date(0) } };
    }
    return { User: describeUser(userOf(call, input.UserName)) };
  },

  ListUsers(input: Checked<sdk.ListUsersRequest>, call) {
    const users = call.state
      .in(USERS, call.account)
      .values()
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
    const { page, ...rest } = iamPage(users, input);
    return { Users: page.map((user) => describeUser(user, false)), ...rest };
  },

  DeleteUser(input: Checked<sdk.DeleteUserRequest>, call) {
    const user = userOf(call, input.UserName);
    const keys = call.state.in(ACCESS_KEYS, KEY_SCOPE).values();
    const held =
      (user.attached.length > 0 && 'must detach all policies first') ||
      (Object.keys(user.inline).length > 0 && 'must delete policies first') ||
      (keys.some((key) => key.account === call.account && key.user === user.name) &&
        'must delete access keys first') ||
      (call.state
        .in(GROUPS, call.account)
        .values()
        .some(({ members }) => members.includes(user.name)) &&
        'must remove users from group first');
    if (held) {
      throw new AwsError('DeleteConflictException', `Cannot delete entity, ${held}.`);
    }
    call.state.in(USERS, call.account).delete(user.name);
  },

  TagUser(input: Checked<sdk.TagUserRequest>, call) {
    const user = userOf(call, input.UserName);
    call.state.in(USERS, call.account).put(user.name, { ...user, tags: mergeTags(user.tags, input.Tags) });
  },

  UntagUser(input: Checked<sdk.UntagUserRequest>, call) {
    const user = userOf(call, input.UserName);
    call.state
      .in(USERS, call.account)
      .put(user.name, { ...user, tags: withoutTags(user.tags, input.TagKeys) });
  },

  CreateAccessKey(input: Checked<sdk.CreateAccessKeyRequest>, call) {
    const user = userOf(call, input.UserName);
    const keys = call.state.in(ACCESS_KEYS, KEY_SCOPE);
    if (keys.values().filter((key) => key.account === call.account && key.user === user.name).length >= 2) {
      throw new AwsError('LimitExceededException', 'Cannot exceed quota for AccessKeysPerUser: 2');
    }
    const key = {
      id: uniqueId('AKIA'),
      secret: secretKey(),
      account: call.account,
      user: user.name,
      active: true,
      createdAt: call.now,
    };
    keys.put(key.id, key);
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: key.id,
        SecretAccessKey: key.secret,
        Status: 'Active',
        CreateDate: call.now,
      },
    };
  },

  ListAccessKeys(input: Checked<sdk.ListAccessKeysRequest>, call) {
    const user = userOf(call, input.UserName);
    const keys = call.state
      .in(ACCESS_KEYS, KEY_SCOPE)
      .values()
      .filter((key) => key.account === call.account && key.user === user.name);
    const { page, ...rest } = iamPage(keys, input);
    const describe = (key: (typeof keys)[number]) => ({
      UserName: user.name,
      AccessKeyId: key.id,
      Status: key.active ? 'Active' : 'Inactive',
      CreateDate: key.createdAt,
    });
    return { AccessKeyMetadata: page.map(describe), ...rest };
  },

  UpdateAccessKey(input: Checked<sdk.UpdateAccessKeyRequest>, call) {
    const key = accessKeyOf(call, input.AccessKeyId);
    call.state.in(ACCESS_KEYS, KEY_SCOPE).put(key.id, { ...key, active: input.Status === 'Active' });
  },

  DeleteAccessKey(input: Checked<sdk.DeleteAccessKeyRequest>, call) {
    call.state.in(ACCESS_KEYS, KEY_SCOPE).delete(accessKeyOf(call, input.AccessKeyId).id);
  },

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

function accessKeyOf(call: Call, id: string) {
  const key = call.state.in(ACCESS_KEYS, KEY_SCOPE).get(id);
  if (!key || key.account !== call.account || key.user === undefined) {
    throw new AwsError('NoSuchEntityException', `The Access Key with id ${id} cannot be found.`);
  }
  return key;
}
