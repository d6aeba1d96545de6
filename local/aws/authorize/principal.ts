import type { PolicyDocument } from './policy-document.ts';

/** Who signed the call. */
export interface Principal {
  readonly kind: 'root' | 'user' | 'role';
  readonly account: string;
  /** As GetCallerIdentity tells it; for a role, the session's ARN. */
  readonly arn: string;
  /** The ARN that policies and Lake Formation name: user, role or account root. */
  readonly identityArn: string;
  /** Name of the user or role; empty for root. */
  readonly name: string;
  readonly userId: string;
  readonly session?: {
    readonly name: string;
    readonly policies: readonly PolicyDocument[];
    readonly tags: Readonly<Record<string, string>>;
    readonly transitiveTags: readonly string[];
    readonly sourceIdentity?: string;
  };
}
