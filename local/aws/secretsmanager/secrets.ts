import { randomBytes } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-secrets-manager';
import { isAllowed } from '../authorize/authorize.ts';
import { PolicySyntaxError, parsePolicy } from '../authorize/policy-document.ts';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { SECRETS, type Secret } from './entities.ts';
import { secretNeed } from './needs.ts';
import {
  addVersion,
  describeValue,
  findSecret,
  moveStage,
  notFound,
  saveSecret,
  secretOf,
  versionOf,
  withoutStage,
} from './versions.ts';

const TOKEN = 'InvalidNextTokenException';

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

function fits(secret: Secret, { Key, Values = [] }: sdk.Filter): boolean {
  const negated = (value: string) => value.startsWith('!');
  const test = (value: string) => {
    const wanted = negated(value) ? value.slice(1) : value;
    const candidates =
      Key === 'name'
        ? [secret.name]
        : Key === 'description'
          ? [secret.description ?? '']
          : Key === 'tag-key'
            ? secret.tags.map((tag) => tag.Key ?? '')
            : Key === 'tag-value'
              ? secret.tags.map((tag) => tag.Value ?? '')
              : [
                  secret.name,
                  secret.description ?? '',
                  ...secret.tags.flatMap((tag) => [tag.Key ?? '', tag.Value ?? '']),
                ];
    const found = candidates.some(
      (candidate) =>
        candidate.startsWith(wanted) ||
        (Key !== 'name' && candidate.split(/\s+/).some((word) => word.startsWith(wanted))),
    );
    return found !== negated(value);
  };
  return Values.some(test);
}

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

  GetSecretValue(input: Checked<sdk.GetSecretValueRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    return describeValue(secret, versionOf(secret, input));
  },

  BatchGetSecretValue(input: Checked<sdk.BatchGetSecretValueRequest>, call) {
    if ((input.SecretIdList === undefined) === (input.Filters === undefined)) {
      throw new AwsError(
        'InvalidParameterException',
        'Either SecretIdList or Filters must be given, and not both.',
      );
    }
    if ((input.SecretIdList?.length ?? 0) > 20) {
      throw new AwsError('InvalidParameterException', 'SecretIdList can hold at most 20 entries.');
    }
    const { Filters = [] } = input;
    const listed = call.state
      .in(SECRETS, call.account)
      .values()
      .filter((secret) => !secret.deletionAt && Filters.every((filter) => fits(secret, filter)));
    const ids = input.SecretIdList ?? listed.map(({ arn }) => arn);
    const { page, next } = pageOf(ids, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 20, 20),
      code: TOKEN,
    });
    const values: object[] = [];
    const errors: object[] = [];
    for (const id of page) {
      // Each secret is a question of its own to IAM; a refusal is an entry and not an error.
      if (
        call.settings.enforceIam &&
        !isAllowed(secretNeed('secretsmanager:GetSecretValue', id, call), call)
      ) {
        errors.push({
          SecretId: id,
          ErrorCode: 'AccessDeniedException',
          Message: `User: ${call.principal.arn} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${findSecret(call, id)?.arn ?? id}`,
        });
        continue;
      }
      try {
        const secret = secretOf(call, id);
        values.push(describeValue(secret, versionOf(secret, {})));
      } catch (error) {
        if (!(error instanceof AwsError)) {
          throw error;
        }
        errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
      }
    }
    return { SecretValues: values, Errors: errors, NextToken: next };
  },

  PutSecretValue(input: Checked<sdk.PutSecretValueRequest>, call) {
    const { secret, id } = addVersion(
      call,
      secretOf(call, input.SecretId),
      input,
      input.VersionStages ?? ['AWSCURRENT'],
    );
    saveSecret(call, secret);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: id,
      VersionStages: [...(secret.versions.find((version) => version.id === id)?.stages ?? [])],
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

  UpdateSecretVersionStage(input: Checked<sdk.UpdateSecretVersionStageRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    const holder = secret.versions.find(({ stages }) => stages.includes(input.VersionStage));
    if (input.RemoveFromVersionId !== undefined && holder?.id !== input.RemoveFromVersionId) {
      throw new AwsError(
        'InvalidParameterException',
        `The staging label ${input.VersionStage} is not on version ${input.RemoveFromVersionId}.`,
      );
    }
    if (
      holder &&
      input.RemoveFromVersionId === undefined &&
      input.MoveToVersionId !== undefined &&
      holder.id !== input.MoveToVersionId
    ) {
      throw new AwsError(
        'InvalidParameterException',
        `The parameter RemoveFromVersionId can't be empty. Staging label ${input.VersionStage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    if (input.MoveToVersionId === undefined && input.VersionStage === 'AWSCURRENT') {
      throw new AwsError(
        'InvalidParameterException',
        'The staging label AWSCURRENT can be moved and not removed.',
      );
    }
    if (
      input.MoveToVersionId !== undefined &&
      !secret.versions.some(({ id }) => id === input.MoveToVersionId)
    ) {
      throw notFound('secret version');
    }
    const versions =
      input.MoveToVersionId === undefined
        ? withoutStage(secret.versions, input.VersionStage)
        : moveStage(secret.versions, input.VersionStage, input.MoveToVersionId);
    saveSecret(call, { ...secret, versions });
    return { ARN: secret.arn, Name: secret.name };
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

  ListSecretVersionIds(input: Checked<sdk.ListSecretVersionIdsRequest>, call) {
    const secret = secretOf(call, input.SecretId);
    const all = secret.versions.filter(({ stages }) => input.IncludeDeprecated || stages.length > 0);
    const { page, next } = pageOf(all, {
      token: input.NextToken,
      size: input.MaxResults ?? 100,
      code: TOKEN,
    });
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: page.map(({ id, stages, createdAt }) => ({
        VersionId: id,
        VersionStages: [...stages],
        CreatedDate: createdAt,
      })),
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
