import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handlers } from '../call.ts';
import { refuseMembers } from '../not-provided.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { ACCESS_KEYS, GROUPS, KEY_SCOPE, USERS, type User } from './entities.ts';
import { iamPage, noSuchEntity } from './names.ts';
import { newEntity } from './new-entity.ts';
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

export function describeUser(user: User, full = true) {
  return {
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    Path: user.path,
    CreateDate: user.createdAt,
    ...(full && user.tags.length > 0 ? { Tags: [...user.tags] } : {}),
  };
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
};
