import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { UpstreamError } from '../mesh/errors.ts';
import type { ReadSecret } from './slack-secrets.ts';

/** Always by stage: without it some stand-ins answer with an older version. */
export function createSecretReader(secrets: SecretsManagerClient): ReadSecret {
  return async (name) => {
    try {
      const { SecretString } = await secrets.send(
        new GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSCURRENT' }),
      );
      return SecretString ?? '';
    } catch (cause) {
      throw new UpstreamError('SECRET_UNREADABLE', `secret ${name} could not be read`, {
        retryable: !(cause instanceof ResourceNotFoundException),
        userMessage: 'The app could not read its own set-up just now. Please try again in a minute.',
        cause,
      });
    }
  };
}
