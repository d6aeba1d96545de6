import { randomBytes } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { SECRETS, type Secret } from './entities.ts';
import { fits, TOKEN } from './secret-filter.ts';
import { addVersion, saveSecret, secretOf } from './versions.ts';

function nameSuffix(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(6)].map((byte) => letters[byte % letters.length]).join('');
}

const isGone = (secret: Secret, call: Call) =>
  secret.deletionAt !== undefined && secret.deletionAt.getTime() <= call.now.getTime();

function describe(secret: Secret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    CreatedDate: secret.createdAt,
    LastChangedDate: secret.changedAt,
    ...(secret.deletionAt ? { DeletedDate: secret.deletionAt } : {}),
    ...(secret.rotation ? { RotationEnabled: true, RotationLambdaARN: secret.rotation.lambda } : {}),
    ...(secret.tags.length > 0 ? { Tags: [...secret.tags] } : {}),
  };
}

const stagesOf = (secret: Secret) =>
  Object.fromEntries(
    secret.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, [...stages]]),
  );

export const secretHandlers: Handlers = {
  CreateSecret(input: Checked<sdk.CreateSecretRequest>, call) {
    if (!/^[\w/+=.@-]{1,512}$/.test(input.Name)) {
      throw new AwsError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    }
    const existing = call.state.in(SECRETS, call.account).get(input.Name);
    if (existing && !isGone(existing, call)) {
      throw existing.deletionAt
        ? new AwsError(
            'InvalidRequestException',
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
          )
        : new AwsError(
            'ResourceExistsException',
            `The operation failed because the secret ${input.Name} already exists.`,
          );
    }
    const empty: Secret = {
      name: input.Name,
      arn: `arn:aws:secretsmanager:${call.region}:${call.account}:secret:${input.Name}-${nameSuffix()}`,
      description: input.Description,
      createdAt: call.now,
      changedAt: call.now,
      tags: input.Tags ?? [],
      versions: [],
    };
    const hasValue = input.SecretString !== undefined || input.SecretBinary !== undefined;
    const { secret, id } = hasValue
      ? addVersion(call, empty, input, ['AWSCURRENT'])
      : { secret: empty, id: undefined };
    saveSecret(call, secret);
    return { ARN: secret.arn, Name: secret.name, VersionId: id };
  },

  DescribeSecret(input: Checked<sdk.DescribeSecretRequest>, call) {
    const secret = secretOf(call, input.SecretId, { deleted: true });
    const stages = stagesOf(secret);
    return {
      ...describe(secret),
      ...(secret.rotation?.afterDays === undefined
        ? {}
        : { RotationRules: { AutomaticallyAfterDays: secret.rotation.afterDays } }),
      ...(Object.keys(stages).length > 0 ? { VersionIdsToStages: stages } : {}),
    };
  },

  UpdateSecret(input: Checked<sdk.UpdateSecretRequest>, call) {
    const found = secretOf(call, input.SecretId);
    const described = { ...found, description: input.Description ?? found.description };
    const hasValue = input.SecretString !== undefined || input.SecretBinary !== undefined;
    const { secret, id } = hasValue
      ? addVersion(call, described, input, ['AWSCURRENT'])
      : { secret: described, id: undefined };
    saveSecret(call, secret);
    return { ARN: secret.arn, Name: secret.name, VersionId: id };
  },

  ListSecrets(input: Checked<sdk.ListSecretsRequest>, call) {
    const all = call.state
      .in(SECRETS, call.account)
      .values()
      .filter((secret) => !isGone(secret, call) && (input.IncludePlannedDeletion || !secret.deletionAt))
      .filter((secret) => (input.Filters ?? []).every((filter) => fits(secret, filter)));
    const { page, next } = pageOf(all, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 100),
      code: TOKEN,
    });
    return {
      SecretList: page.map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesOf(secret) })),
      NextToken: next,
    };
  },

  DeleteSecret(input: Checked<sdk.DeleteSecretRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    if (input.ForceDeleteWithoutRecovery) {
      call.state.in(SECRETS, call.account).delete(secret.name);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: call.now };
    }
    const days = input.RecoveryWindowInDays ?? 30;
    if (days < 7 || days > 30) {
      throw new AwsError(
        'InvalidParameterException',
        'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
      );
    }
    const deletionAt = new Date(call.now.getTime() + days * 86_400_000);
    saveSecret(call, { ...secret, deletionAt });
    return { ARN: secret.arn, Name: secret.name, DeletionDate: deletionAt };
  },

  RestoreSecret(input: Checked<sdk.RestoreSecretRequest>, call) {
    const { deletionAt: _gone, ...secret } = secretOf(call, input.SecretId, { deleted: true });
    saveSecret(call, secret);
    return { ARN: secret.arn, Name: secret.name };
  },
};
