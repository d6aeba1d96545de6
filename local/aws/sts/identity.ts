import { randomBytes } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sts';
import type { Handlers } from '../call.ts';
import { ACCESS_KEYS, KEY_SCOPE } from '../iam/entities.ts';
import { secretKey, uniqueId } from '../iam/ids.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { SESSION_SCOPE, SESSIONS } from './sessions.ts';

export const identityHandlers: Handlers = {
  GetCallerIdentity(_input, call) {
    const { account, arn, userId } = call.principal;
    return { Account: account, Arn: arn, UserId: userId };
  },

  GetAccessKeyInfo(input: Checked<sdk.GetAccessKeyInfoRequest>, call) {
    const account =
      call.state.in(ACCESS_KEYS, KEY_SCOPE).get(input.AccessKeyId)?.account ??
      call.state.in(SESSIONS, SESSION_SCOPE).get(input.AccessKeyId)?.account;
    if (account === undefined) {
      throw new AwsError('ValidationError', 'The access key id is not valid.', { status: 400 });
    }
    return { Account: account };
  },

  GetSessionToken(input: Checked<sdk.GetSessionTokenRequest>, call) {
    if (call.principal.kind === 'role') {
      throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', {
        status: 403,
      });
    }
    const limit = call.principal.kind === 'root' ? 3600 : 129600;
    const seconds = Math.min(input.DurationSeconds ?? 43200, limit);
    const session = {
      accessKeyId: uniqueId('ASIA'),
      secret: secretKey(),
      token: randomBytes(96).toString('base64'),
      account: call.account,
      expiresAt: new Date(call.now.getTime() + seconds * 1000),
      ...(call.principal.kind === 'user' ? { user: call.principal.name } : {}),
      sessionName: '',
      policies: [],
      tags: {},
      transitiveTags: [],
    };
    call.state.in(SESSIONS, SESSION_SCOPE).put(session.accessKeyId, session);
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secret,
        SessionToken: session.token,
        Expiration: session.expiresAt,
      },
    };
  },
};
