import type * as sdk from '@aws-sdk/client-secrets-manager';
import { isAllowed } from '../authorize/authorize.ts';
import type { Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { SECRETS } from './entities.ts';
import { secretNeed } from './needs.ts';
import { fits, TOKEN } from './secret-filter.ts';
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

export const secretValueHandlers: Handlers = {
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
};
