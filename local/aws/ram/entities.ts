import { collection } from '../state/collection.ts';

export interface ShareMember {
  /** Account id for a principal, ARN for a resource. */
  readonly id: string;
  readonly status: 'ASSOCIATING' | 'ASSOCIATED' | 'DISASSOCIATED' | 'FAILED';
  readonly external: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Share {
  readonly arn: string;
  readonly name: string;
  readonly owner: string;
  readonly status: 'ACTIVE' | 'DELETED';
  readonly allowExternal: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly principals: readonly ShareMember[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Made by Lake Formation, which alone extends and empties it. */
  readonly managed: boolean;
}

export interface Invitation {
  readonly arn: string;
  readonly share: string;
  readonly shareName: string;
  readonly sender: string;
  readonly receiver: string;
  readonly status: 'PENDING' | 'ACCEPTED' | 'REJECTED';
  readonly at: Date;
}

/** Scope: owning account, key: ARN. */
export const SHARES = collection<Share>('ram.shares');
/** Resources of a share: scope: ARN of the share, key: ARN of the resource. */
export const SHARE_RESOURCES = collection<ShareMember>('ram.share-resources');
/** Scope: receiving account, key: ARN. */
export const INVITATIONS = collection<Invitation>('ram.invitations');

/**
 * An invitation to tables and databases is open for twelve hours; only the types that RAM's list names have seven days.
 * @see https://docs.aws.amazon.com/ram/latest/userguide/working-with-shared-invitations.html
 */
export const INVITATION_MS = 12 * 3_600_000;
