/** An invitation to a resource share. */
export interface ShareInvitation {
  /** ARN. */
  readonly invitation: string;
  /** ARN of the share. */
  readonly share: string;
  readonly status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'EXPIRED';
  /** When it was sent, epoch seconds. */
  readonly at: number;
}

/** RAM as the consumer account sees it. */
export interface Shares {
  /** ARNs among these that are already in use here. */
  active(arns: readonly string[]): Promise<readonly string[]>;
  /** Every invitation that RAM still knows, oldest first. */
  invitations(): Promise<readonly ShareInvitation[]>;
  accept(invitation: string): Promise<void>;
  /** ARNs of all that any share of this account brings here; from Lake Formation's version 5 on there may be patterns with `*` among them. */
  received(owner: string): Promise<readonly string[]>;
  leave(share: string, principal: string): Promise<void>;
}

/** A resource share of the mesh account that somebody made by hand. */
export interface HandMadeShare {
  /** ARN. */
  readonly share: string;
  readonly name: string;
  /** Account ids, or ARNs of principals or organisations. */
  readonly principals: readonly string[];
  /** ARNs of what it shares, or patterns of them. */
  readonly resources: readonly string[];
}

/** RAM as the mesh account sees it. */
export interface GivenShares {
  /** Shares besides those that Lake Formation makes itself. `undefined` where the role may not look, as roles that others set up. */
  byHand(): Promise<readonly HandMadeShare[] | undefined>;
  /** Takes a principal out of a share; one that is no part of it counts as taken out. */
  withdraw(share: string, principal: string): Promise<void>;
}
