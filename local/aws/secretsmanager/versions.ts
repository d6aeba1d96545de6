import { randomUUID } from 'node:crypto';
import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { SECRETS, type Secret, type SecretVersion } from './entities.ts';

const MAX_BYTES = 65_536;

export function notFound(what = 'secret'): AwsError {
  return new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}.`);
}

/** A secret by name, by ARN, or by an ARN without its six random characters. */
export function findSecret(call: Call, id: string): Secret | undefined {
  const match = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:(\d{12}):secret:(.+)$/.exec(id);
  const account = match?.[1] ?? call.account;
  const secrets = call.state.in(SECRETS, account);
  if (!match) {
    return secrets.get(id);
  }
  const rest = match[2] ?? '';
  const full = secrets.get(rest.replace(/-[A-Za-z0-9]{6}$/, ''));
  return full?.arn === id ? full : secrets.get(rest);
}

export function secretOf(call: Call, id: string, { deleted = false } = {}): Secret {
  const secret = findSecret(call, id);
  if (!secret || (secret.deletionAt && secret.deletionAt.getTime() <= call.now.getTime())) {
    throw notFound();
  }
  if (secret.deletionAt && !deleted) {
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }
  return secret;
}

export function saveSecret(call: Call, secret: Secret): void {
  call.state.in(SECRETS, secret.arn.split(':')[4] ?? '').put(secret.name, { ...secret, changedAt: call.now });
}

/** Moves a stage to a version; AWSPREVIOUS follows AWSCURRENT by itself. */
export function moveStage(
  versions: readonly SecretVersion[],
  stage: string,
  to: string,
): readonly SecretVersion[] {
  const from = versions.find(({ stages }) => stages.includes(stage));
  if (from?.id === to) {
    return versions;
  }
  const moved = versions.map((version) => {
    const without = version.stages.filter((other) => other !== stage);
    return version.id === to ? { ...version, stages: [...without, stage] } : { ...version, stages: without };
  });
  return stage === 'AWSCURRENT' && from
    ? moveStage(withoutStage(moved, 'AWSPREVIOUS'), 'AWSPREVIOUS', from.id)
    : moved;
}

export function withoutStage(versions: readonly SecretVersion[], stage: string): readonly SecretVersion[] {
  return versions.map((version) => ({
    ...version,
    stages: version.stages.filter((other) => other !== stage),
  }));
}

export interface NewValue {
  readonly ClientRequestToken?: string | undefined;
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

/** Adds a version. The same token with the same value is the same version; with another value it is refused. */
export function addVersion(
  call: Call,
  secret: Secret,
  value: NewValue,
  stages: readonly string[],
): { readonly secret: Secret; readonly id: string } {
  const size =
    value.SecretString === undefined
      ? (value.SecretBinary?.length ?? 0)
      : Buffer.byteLength(value.SecretString);
  if (size > MAX_BYTES) {
    throw new AwsError('InvalidParameterException', `The secret value is longer than ${MAX_BYTES} bytes`);
  }
  const token = value.ClientRequestToken ?? randomUUID();
  if (token.length < 32 || token.length > 64) {
    throw new AwsError('InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.');
  }
  const existing = secret.versions.find(({ id }) => id === token);
  // A rotation makes its version first and fills it later.
  const isEmpty = existing && existing.text === undefined && existing.binary === undefined;
  if (existing && !isEmpty) {
    const same =
      existing.text === value.SecretString &&
      Buffer.compare(existing.binary ?? Buffer.alloc(0), value.SecretBinary ?? Buffer.alloc(0)) === 0;
    if (!same) {
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because the version ${token} already exists with another value.`,
      );
    }
    return { secret, id: token };
  }
  const version: SecretVersion = {
    id: token,
    ...(value.SecretString === undefined ? {} : { text: value.SecretString }),
    ...(value.SecretBinary === undefined ? {} : { binary: value.SecretBinary }),
    stages: existing?.stages ?? [],
    createdAt: call.now,
  };
  const others = secret.versions.filter(({ id }) => id !== token);
  // The first version is current whatever the caller says.
  const wanted = secret.versions.length === 0 ? [...new Set([...stages, 'AWSCURRENT'])] : stages;
  const versions = wanted.reduce(
    (all: readonly SecretVersion[], stage) => moveStage(all, stage, token),
    [...others, version],
  );
  // Versions without a stage are deprecated and, beyond a hundred, dropped.
  const kept = versions.filter(({ stages: own }, index) => own.length > 0 || versions.length - index <= 100);
  return { secret: { ...secret, versions: kept }, id: token };
}

export function versionOf(
  secret: Secret,
  {
    VersionId,
    VersionStage,
  }: { readonly VersionId?: string | undefined; readonly VersionStage?: string | undefined },
): SecretVersion {
  const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
  const found = secret.versions.find(
    ({ id, stages }) =>
      (VersionId === undefined || id === VersionId) && (stage === undefined || stages.includes(stage)),
  );
  if (!found) {
    throw notFound(
      VersionId === undefined
        ? `secret value for staging label: ${stage}`
        : `secret value for VersionId: ${VersionId}`,
    );
  }
  return found;
}

export function describeValue(secret: Secret, version: SecretVersion) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(version.text === undefined ? {} : { SecretString: version.text }),
    ...(version.binary === undefined ? {} : { SecretBinary: version.binary }),
    VersionStages: [...version.stages],
    CreatedDate: version.createdAt,
  };
}
