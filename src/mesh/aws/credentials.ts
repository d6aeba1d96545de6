/** Credentials of an AWS principal, as every SDK client takes them. */
export interface AwsCredentialIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Any of the SDK's credential providers, or one's own. */
export type AwsCredentialIdentityProvider = () => Promise<AwsCredentialIdentity>;
