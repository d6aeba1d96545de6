import type * as sdk from '@aws-sdk/client-sts';
import { PolicySyntaxError, parsePolicy } from '../authorize/policy-document.ts';
import type { Call } from '../call.ts';
import { POLICIES, type Role } from '../iam/entities.ts';
import { awsManagedPolicy } from '../iam/managed-policies.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';

export type Input = Checked<sdk.AssumeRoleRequest>;

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message, { status: 400 });
}

/** Throws unless names, ids and tags have the form that STS takes. */
export function checkShape(input: Input): void {
  const constraint = (value: string, member: string, pattern: string) =>
    invalid(
      `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
    );
  if (!/^[\w+=,.@-]*$/.test(input.RoleSessionName)) {
    throw constraint(input.RoleSessionName, 'roleSessionName', '[\\w+=,.@-]*');
  }
  if (input.RoleSessionName.length < 2 || input.RoleSessionName.length > 64) {
    const limit =
      input.RoleSessionName.length < 2 ? 'greater than or equal to 2' : 'less than or equal to 64';
    throw invalid(
      `1 validation error detected: Value '${input.RoleSessionName}' at 'roleSessionName' failed to satisfy constraint: Member must have length ${limit}`,
    );
  }
  if (input.SourceIdentity !== undefined && !/^[\w+=,.@-]{2,64}$/.test(input.SourceIdentity)) {
    throw constraint(input.SourceIdentity, 'sourceIdentity', '[\\w+=,.@-]*');
  }
  if (input.ExternalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(input.ExternalId)) {
    throw constraint(input.ExternalId, 'externalId', '[\\w+=,.@:\\/-]*');
  }
  if ((input.Tags?.length ?? 0) > 50) {
    throw invalid(
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    );
  }
  for (const { Key, Value } of input.Tags ?? []) {
    if (Key.length > 128 || Value.length > 256 || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(Key + Value)) {
      throw invalid(`the session tag ${Key} is not valid`);
    }
  }
}

/** Seconds that the session may last. */
export function duration(input: Input, call: Call, role: Role): number {
  const seconds = input.DurationSeconds ?? 3600;
  if (seconds < 900) {
    throw invalid(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  }
  if (call.principal.kind === 'role' && seconds > 3600) {
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionSeconds) {
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
}

/** The policies that come with the request and narrow the session. */
export function sessionPolicies(input: Input, call: Call): string[] {
  if (input.Policy !== undefined && input.Policy.length > 2048) {
    throw new AwsError('PackedPolicyTooLargeException', 'The session policy is larger than 2048 characters.');
  }
  const managed = (input.PolicyArns ?? []).map(({ arn = '' }) => {
    const policy = call.state.in(POLICIES, arn.split(':')[4] ?? '').get(arn);
    const document =
      policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document ?? awsManagedPolicy(arn);
    if (document === undefined) {
      throw invalid(`Policy ${arn} does not exist`);
    }
    return document;
  });
  const texts = [...(input.Policy === undefined ? [] : [input.Policy]), ...managed];
  for (const text of texts) {
    try {
      parsePolicy(text);
    } catch (error) {
      throw error instanceof PolicySyntaxError
        ? new AwsError('MalformedPolicyDocumentException', error.message)
        : error;
    }
  }
  return texts;
}
