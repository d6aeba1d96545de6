import { collection } from '../state/collection.ts';

export interface SecretVersion {
  readonly id: string;
  readonly text?: string;
  readonly binary?: Uint8Array;
  readonly stages: readonly string[];
  readonly createdAt: Date;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];
  readonly versions: readonly SecretVersion[];
  /** When it is to be deleted; until then it can be restored. */
  readonly deletionAt?: Date;
  readonly policy?: string;
  readonly rotation?: { readonly lambda: string; readonly afterDays: number | undefined };
}

/** Scope: account, key: name. */
export const SECRETS = collection<Secret>('secretsmanager.secrets');
