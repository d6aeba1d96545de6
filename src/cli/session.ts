import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Credentials, LibraryOptions, Progress } from '../mesh/aws/library/library-options.ts';
import type { Plan } from '../mesh/aws/plan.ts';
import {
  type ContextName,
  type CredentialsFile,
  type Identity,
  parseInlineCredentials,
  readCredentialsFile,
} from './credentials-file.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/** What every command takes. */
export interface GlobalOptions {
  readonly credentialsFile?: string | undefined;
  readonly useCredentials?: string | undefined;
  readonly profile?: string | undefined;
  readonly dataMeshAccountId?: string | undefined;
  readonly regionName?: string | undefined;
  readonly endpointUrl?: string | undefined;
  readonly json?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly logLevel?: string | undefined;
}

/** The library's options for one identity. */
export type SessionOptions = LibraryOptions & { readonly credentials: Credentials };

/** Where a command gets its identities from: the file's sections, credentials on the command line, or the SDK's default chain. */
export interface Session {
  readonly as: (context: ContextName) => SessionOptions;
  readonly has: (context: ContextName) => boolean;
}

/** Throws `UsageError` where region, mesh account or credentials are missing or wrong. */
export async function openSession(
  options: GlobalOptions,
  io: Pick<Io, 'environment'>,
  {
    plan,
    onProgress,
  }: { readonly plan: Plan | undefined; readonly onProgress: (progress: Progress) => void },
): Promise<Session> {
  const { environment } = io;
  const path =
    options.credentialsFile ??
    (options.useCredentials || options.profile ? undefined : environment['CredentialsFile']);
  const file = path === undefined ? undefined : await readCredentialsFile(path);
  const inline =
    options.useCredentials === undefined ? undefined : parseInlineCredentials(options.useCredentials);
  const region =
    options.regionName ?? file?.region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (!region) {
    throw new UsageError(
      'No region is known: give --region-name, AWS_REGION in the environment or in the credentials file.',
    );
  }
  const dataMeshAccountId =
    options.dataMeshAccountId ?? (file?.has('Mesh') ? file.section('Mesh').AccountId : undefined);
  if (!dataMeshAccountId) {
    throw new UsageError(
      'The mesh account is not known: give --data-mesh-account-id, or a credentials file with a section "Mesh".',
    );
  }
  const endpoint = options.endpointUrl ?? environment['AWS_ENDPOINT_URL'];
  return {
    as: (context) => ({
      dataMeshAccountId,
      region,
      onProgress,
      credentials: credentialsFor(context, file, inline, options.profile),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(plan === undefined ? {} : { plan }),
    }),
    has: (context) => (file ? file.has(context) : inline !== undefined || options.profile !== undefined),
  };
}

function credentialsFor(
  context: ContextName,
  file: CredentialsFile | undefined,
  inline: Identity | undefined,
  profile: string | undefined,
): Credentials {
  const identity = inline ?? (profile === undefined ? file?.section(context) : undefined);
  if (identity === undefined) {
    return fromNodeProviderChain(profile === undefined ? {} : { profile });
  }
  return {
    accessKeyId: identity.AccessKeyId,
    secretAccessKey: identity.SecretAccessKey,
    ...(identity.SessionToken === undefined ? {} : { sessionToken: identity.SessionToken }),
  };
}
