import type { ColumnScopes } from '../columns.ts';
import type { TablePermission } from '../permissions.ts';
import type { RowScopes } from '../rows.ts';
import type { DecisionView } from '../subscriptions/subscription.ts';
import type { TagScope } from '../tag-scope.ts';

/** A decision as the ledger keeps it. Grants are made from this and from nothing else. */
export interface Decision {
  readonly subscriptionId: string;
  readonly job: string;
  readonly kind: DecisionView['kind'];
  /** Of `approve-stage`: what the owner's policy calls the stage. */
  readonly stage?: string;
  /** An `Actor` as text. */
  readonly by: string;
  /** An `Actor` as text: who handed on what this person decided with. Says who decided, and nothing of what was: a copied decision has it not. */
  readonly onBehalf?: string | undefined;
  /** Epoch seconds. */
  readonly at: number;
  /** Digest of what the person was shown. */
  readonly shown?: string;
  readonly owner: string;
  readonly subscriber: string;
  readonly database: string;
  readonly tables: readonly string[];
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Tables on which `SELECT` is narrowed to some columns. */
  readonly columns?: ColumnScopes;
  /** Where later tables of a product or domain are covered too: `tables` are then those at the time of the decision. */
  readonly byTag?: TagScope;
  /** Tables on which `SELECT` goes through the owner's row filters. */
  readonly rows?: RowScopes;
  /** Epoch seconds. */
  readonly expiresAt?: number;
  /** The end that was decided before and that this decision moves; epoch seconds. */
  readonly movedFrom?: number;
  readonly note?: string;
}

/** When an access ends by its newest decision. */
export interface DecidedEnd {
  readonly subscriptionId: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** One of the numbered places that something may take up, so that no more than so many do: a ledger row of its own, written once. */
export interface CountedPlace {
  readonly counter: string;
  /** From 1. */
  readonly number: number;
}
