import type { PolicyDocument } from './policy-document.ts';

/** One thing that IAM must allow. */
export interface Need {
  /** For example `glue:GetTable`. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys of this action beyond the global ones. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Account that owns the resource, where it may differ from the caller's. */
  readonly owner?: string;
  /** The resource's own policy. */
  readonly resourcePolicy?: PolicyDocument;
  /** True where the resource policy must allow the caller in every case, as a role's trust policy. */
  readonly mustBeNamed?: boolean;
  /** True where sharing is decided elsewhere (Lake Formation, RAM), so that a foreign resource needs no resource policy. */
  readonly sharedElsewhere?: boolean;
}
