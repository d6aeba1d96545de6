import type * as sdk from '@aws-sdk/client-secrets-manager';
import { PolicySyntaxError, parsePolicy } from '../authorize/policy-document.ts';
import type { Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { saveSecret, secretOf } from './versions.ts';

export const secretPolicyHandlers: Handlers = {
  TagResource(input: Checked<sdk.TagResourceRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    const tags = new Map([...secret.tags, ...input.Tags].map((tag) => [tag.Key, tag]));
    saveSecret(call, { ...secret, tags: [...tags.values()] });
  },

  UntagResource(input: Checked<sdk.UntagResourceRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    saveSecret(call, {
      ...secret,
      tags: secret.tags.filter(({ Key }) => !input.TagKeys.includes(Key ?? '')),
    });
  },

  PutResourcePolicy(input: Checked<sdk.PutResourcePolicyRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    try {
      parsePolicy(input.ResourcePolicy);
    } catch (error) {
      throw error instanceof PolicySyntaxError
        ? new AwsError('MalformedPolicyDocumentException', error.message)
        : error;
    }
    saveSecret(call, { ...secret, policy: input.ResourcePolicy });
    return { ARN: secret.arn, Name: secret.name };
  },

  GetResourcePolicy(input: Checked<sdk.GetResourcePolicyRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    return {
      ARN: secret.arn,
      Name: secret.name,
      ...(secret.policy === undefined ? {} : { ResourcePolicy: secret.policy }),
    };
  },

  DeleteResourcePolicy(input: Checked<sdk.DeleteResourcePolicyRequest>, call) {
    const { policy: _policy, ...secret } = secretOf(call, input.SecretId);
    saveSecret(call, secret);
    return { ARN: secret.arn, Name: secret.name };
  },
};
