/** RAM as the consumer account sees it. */
export interface Shares {
  /** ARNs among these that are already in use here. */
  active(arns: readonly string[]): Promise<readonly string[]>;
  /** Invitations among these that wait: share ARN → invitation ARN. */
  invitations(arns: readonly string[]): Promise<ReadonlyMap<string, string>>;
  accept(invitation: string): Promise<void>;
  /** ARNs of what these shares bring here. */
  resources(arns: readonly string[]): Promise<readonly string[]>;
  leave(share: string, principal: string): Promise<void>;
}
