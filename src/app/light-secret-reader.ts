import * as z from 'zod/mini';
import type { LightAws } from './light-aws.ts';
import type { ReadSecret } from './slack-secrets.ts';

const SECRET_TIMEOUT_MS = 800;
const SecretValue = z.object({ SecretString: z.string() });

/** Reads secrets with the light client. Always by stage: without it some stand-ins answer with an older version. */
export function createLightSecretReader(aws: LightAws): ReadSecret {
  return async (name) =>
    SecretValue.parse(
      await aws(
        'secretsmanager',
        'GetSecretValue',
        { SecretId: name, VersionStage: 'AWSCURRENT' },
        SECRET_TIMEOUT_MS,
      ),
    ).SecretString;
}
