import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import type { Secret } from './entities.ts';
import { moveStage, saveSecret, secretOf, withoutStage } from './versions.ts';

/**
 * Rotation as far as the secret is concerned: an AWSPENDING version without a value appears, the rotation function fills it with
 * PutSecretValue, tests it and moves AWSCURRENT. No function is called here; whoever runs the functions takes the steps.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export const rotationHandlers: Handlers = {
  RotateSecret(input: Checked<sdk.RotateSecretRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    const lambda = input.RotationLambdaARN ?? secret.rotation?.lambda;
    if (lambda === undefined) {
      throw new AwsError(
        'InvalidRequestException',
        'No Lambda rotation function ARN is associated with this secret.',
      );
    }
    if (!/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+/.test(lambda)) {
      throw new AwsError('InvalidParameterException', 'The RotationLambdaARN is not a Lambda function ARN.');
    }
    const current = secret.versions.find(({ stages }) => stages.includes('AWSCURRENT'));
    const pending = secret.versions.find(({ stages }) => stages.includes('AWSPENDING'));
    if (pending && pending.id !== current?.id) {
      throw new AwsError(
        'InvalidRequestException',
        "A previous rotation isn't complete. That rotation will be reattempted.",
      );
    }
    const afterDays = input.RotationRules?.AutomaticallyAfterDays ?? secret.rotation?.afterDays;
    const id = input.ClientRequestToken ?? randomUUID();
    const now = input.RotateImmediately !== false;
    const versions = now
      ? moveStage([...secret.versions, { id, stages: [], createdAt: call.now }], 'AWSPENDING', id)
      : secret.versions;
    const next: Secret = { ...secret, versions, rotation: { lambda, afterDays } };
    saveSecret(call, next);
    return { ARN: secret.arn, Name: secret.name, ...(now ? { VersionId: id } : {}) };
  },

  CancelRotateSecret(input: Checked<sdk.CancelRotateSecretRequest>, call) {
    const { rotation: _rotation, ...secret } = secretOf(call, input.SecretId);
    saveSecret(call, { ...secret, versions: withoutStage(secret.versions, 'AWSPENDING') });
    return { ARN: secret.arn, Name: secret.name };
  },
};
