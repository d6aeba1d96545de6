import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { ACCESS_KEYS, KEY_SCOPE } from './entities.ts';
import { secretKey, uniqueId } from './ids.ts';
import { iamPage } from './names.ts';
import { userOf } from './users.ts';

function accessKeyOf(call: Call, id: string) {
  const key = call.state.in(ACCESS_KEYS, KEY_SCOPE).get(id);
  if (!key || key.account !== call.account || key.user === undefined) {
    throw new AwsError('NoSuchEntityException', `The Access Key with id ${id} cannot be found.`);
  }
  return key;
}

export const accessKeyHandlers: Handlers = {
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
};
