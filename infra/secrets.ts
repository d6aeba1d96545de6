import { RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Names } from './names.ts';

export interface Secrets {
  readonly app: Secret;
  readonly admins: Secret;
}

/**
 * The two secrets that every installation has, with placeholders. Secrets of teams and workspaces are made by the operator. CloudFormation writes a
 * value anew only when what generates it changes here, so these properties must stay as they are: `test/infra` holds them.
 */
export function createSecrets(scope: Construct, { secret }: Names, key: IKey | undefined): Secrets {
  const common = { removalPolicy: RemovalPolicy.RETAIN, ...(key ? { encryptionKey: key } : {}) };
  return {
    // Until Slack's signing secret is put in its place, a random one that nobody knows: every request is refused.
    app: new Secret(scope, 'AppSecret', {
      ...common,
      secretName: secret.app,
      description:
        'Signing secret (current and previous), client id and secret of the Slack app. Rotation: docs/operating/deploy.md',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'signingSecret',
        passwordLength: 64,
      },
    }),
    admins: new Secret(scope, 'AdminsSecret', {
      ...common,
      secretName: secret.admins,
      description: 'Slack users and user groups who are mesh admins',
      secretStringValue: SecretValue.unsafePlainText('{"users":[],"groups":[]}'), // nobody; there is nothing secret in it
    }),
  };
}
