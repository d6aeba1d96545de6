import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { type Actor, actorText } from '../actor.ts';
import { UpstreamError } from '../errors.ts';
import { sessionName } from '../session-name.ts';
import { isAwsError } from './aws-error.ts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from './credentials.ts';

/** One role to take on the way; every hop is narrowed to what it is taken for. */
export interface Hop {
  readonly roleArn: string;
  readonly externalId?: string;
  /** Session policy: what the session may do at most. At most 2,048 characters. */
  readonly allow: readonly Allowed[];
}

export interface Allowed {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export interface SessionSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly actor: Actor;
  /** `tagged` needs trust for `sts:TagSession` and `sts:SetSourceIdentity` along the chain; where that is refused, the chain is taken `plain`. */
  readonly level: 'plain' | 'tagged';
  readonly now: () => Date;
}

export interface Sessions {
  /** Credentials at the end of the chain; asked for once and kept until they are about to expire. */
  through(hops: readonly Hop[]): AwsCredentialIdentityProvider;
}

/** Role chaining allows one hour at most. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const SECONDS = 3600;
const MARGIN_MS = 5 * 60_000;

/**
 * Sessions of one actor. Nothing is shared between instances: what one person's chain was given can never serve another person's call.
 */
export function createSessions(settings: SessionSettings): Sessions {
  const kept = new Map<string, AwsCredentialIdentityProvider>();
  const name = sessionName(settings.actor);
  // Taking a role changes nothing, so that a plan lets it through: these clients are not watched.
  const place = {
    region: settings.region,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
  };

  /** First roles whose chain did not take the person along. */
  const untagged = new Set<string>();

  function through(hops: readonly Hop[]): AwsCredentialIdentityProvider {
    const [first] = hops;
    if (settings.level === 'plain' || !first) {
      return chain(hops, 'plain');
    }
    return async () => {
      if (!untagged.has(first.roleArn)) {
        try {
          return await chain(hops, 'tagged')();
        } catch (error) {
          if (!isAwsError(error, 'AccessDenied')) {
            throw error;
          }
        }
      }
      // A trust that the library wrote allows no SourceIdentity and no tags: the session's name alone then says who it is.
      const identity = await chain(hops, 'plain')();
      untagged.add(first.roleArn);
      return identity;
    };
  }

  function chain(hops: readonly Hop[], level: SessionSettings['level']): AwsCredentialIdentityProvider {
    const last = hops.at(-1);
    if (!last) {
      return settings.credentials;
    }
    const key = JSON.stringify([level, hops]);
    const known = kept.get(key);
    if (known) {
      return known;
    }
    const sts = new STSClient({ ...place, credentials: chain(hops.slice(0, -1), level), maxAttempts: 4 });
    const provider = remembered(async () => {
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: last.roleArn,
          RoleSessionName: name,
          DurationSeconds: SECONDS,
          Policy: sessionPolicy(last.allow),
          ...(last.externalId === undefined ? {} : { ExternalId: last.externalId }),
          ...(level === 'tagged' && hops.length === 1 ? whoseSession(settings.actor) : {}),
        }),
      );
      return toIdentity(Credentials);
    }, settings.now);
    kept.set(key, provider);
    return provider;
  }

  return { through };
}

/** The person in CloudTrail: set on the first hop, and carried on to the following ones by STS itself. */
function whoseSession(actor: Actor) {
  if (actor.kind !== 'slack') {
    return { SourceIdentity: sessionName(actor) };
  }
  const Tags = [
    { Key: 'MeshUser', Value: actor.user },
    { Key: 'MeshWorkspace', Value: actor.workspace },
    { Key: 'MeshActor', Value: actorText(actor) },
  ];
  return {
    SourceIdentity: `${actor.user}@${actor.workspace}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
    Tags,
    TransitiveTagKeys: Tags.map(({ Key }) => Key),
  };
}

function sessionPolicy(allow: readonly Allowed[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: allow.map((statement) => ({ Effect: 'Allow', ...statement })),
  });
}

function toIdentity(credentials: Credentials | undefined): AwsCredentialIdentity {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw new UpstreamError('NO_CREDENTIALS', 'STS answered without credentials', {
      userMessage: 'AWS gave no credentials for the role. Try again in a minute.',
      retryable: true,
    });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration ? { expiration: Expiration } : {}),
  };
}

/** Asks again when the credentials are about to expire, and after a failure; callers at the same time share one question. */
function remembered(provider: AwsCredentialIdentityProvider, now: () => Date): AwsCredentialIdentityProvider {
  let current: Promise<AwsCredentialIdentity> | undefined;
  return async () => {
    const known = current && (await current.catch(() => undefined));
    if (
      known &&
      (known.expiration === undefined || known.expiration.getTime() - now().getTime() > MARGIN_MS)
    ) {
      return known;
    }
    current = provider();
    return current;
  };
}
