import type { StageApproval } from '../subscriptions/subscription.ts';
import type { TableGrant } from './table-grant.ts';

/** A subscription on which an access rests. */
export interface Ground {
  readonly subscriptionId: string;
  /** Epoch seconds; absent: no end. */
  readonly expiresAt?: number;
  /** Who decided it last, an `Actor` as text; absent where neither ledger nor record say. */
  readonly decidedBy?: string;
  /** Epoch seconds. */
  readonly decidedAt?: number;
  /** Rule of a policy, or what the person wrote; unescaped. */
  readonly note?: string;
  /** Those who said yes before, where the owner's policy asks for several. */
  readonly earlier: readonly StageApproval[];
  /** ARNs of roles and users to whom the consumer's account handed the table on, as the record says; absent: none. */
  readonly handedOn?: readonly string[];
  /** Who asked, an `Actor` as text; absent on records of the library. */
  readonly requestedBy?: string;
}

/** Somebody whom AWS lets at a table now, through what, and why. */
export interface Reader extends Omit<TableGrant, 'through'> {
  /** `administrator`: implicit, without any grant. */
  readonly through: TableGrant['through'] | 'administrator';
  /**
   * `subscription`: recorded, see `grounds`. `mesh`: the owner and the mesh's own roles. `administrator`: of the data lake. `outside`: nobody
   * recorded it.
   */
  readonly source: 'subscription' | 'mesh' | 'administrator' | 'outside';
  /** Where the source is `subscription`: at least one. */
  readonly grounds: readonly Ground[];
}

/** A table of the mesh, and who owns it. */
export interface OwnedTable {
  /** Producer account id, 12 digits. */
  readonly owner: string;
  readonly database: string;
  readonly table: string;
}

export interface TableReaders extends OwnedTable {
  readonly readers: readonly Reader[];
}
