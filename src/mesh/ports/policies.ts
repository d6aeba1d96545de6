/** The bucket policies of one account. */
export interface Buckets {
  /** Text of the policy; `undefined` where there is none. */
  policy(bucket: string): Promise<string | undefined>;
  putPolicy(bucket: string, policy: string): Promise<void>;
  deletePolicy(bucket: string): Promise<void>;
}

/** The Glue catalog's resource policy in the mesh account. */
export interface CatalogPolicy {
  read(): Promise<{ readonly text: string; readonly hash: string } | undefined>;
  /** Writes on the condition that the policy is still the one with this hash, or still absent. Throws `ConflictError` (`POLICY_CHANGED`). */
  write(text: string, hash: string | undefined): Promise<void>;
  remove(hash: string): Promise<void>;
}
