import type { Act, Words } from '../act.ts';
import type { Actor } from '../actor.ts';
import type { Wanted } from '../consumer/find-requested.ts';
import type { RequestPart } from '../consumer/request-parts.ts';
import type { TablePermission } from '../permissions.ts';
import type { Escalation, StageView, Subscription } from '../subscriptions/subscription.ts';
import type { TagScope } from '../tag-scope.ts';

/** What a consumer asks for. Names are folded to lower case and trimmed by the verb. */
export interface AccessRequest {
  /** Id that the caller chose for the record: a repeated call with the same id makes one record. 22 characters, base 57. */
  readonly id: string;
  /** Consumer account id, 12 digits. */
  readonly subscriber: string;
  /** Mesh database. */
  readonly database: string;
  /** Exact table names, at least one. */
  readonly tables: readonly string[];
  readonly permissions: readonly TablePermission[];
  readonly reason?: string;
  readonly requestedBy: Actor;
  readonly requestedVia: 'slack' | 'cli';
  /** Asked length of the access in seconds; the end is set at approval. */
  readonly durationSeconds?: number;
  /** The end itself instead of a length; epoch seconds, in the future. */
  readonly expiresAt?: number;
  /** What the owner's policy asks for besides the reason, by the field's name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The stages that it will go through, to be shown; absent: one approver of the owner. */
  readonly stages?: readonly StageView[];
  /** The product or domain whose later tables are asked for too; `tables` are those that belong to it now. */
  readonly follow?: Pick<TagScope, 'kind' | 'name'>;
  /** Whether the owner's policy lets nobody approve with one click; to be shown. */
  readonly mustReview?: boolean;
  /** Id of the denied or ended record of the same consumer that this one asks again; another id counts for nothing. */
  readonly again?: string;
}

/** What a waiting request shall be from now on. */
export interface Edit extends Act {
  /** Exact table names of the same owner, at least one. */
  readonly tables: readonly string[];
  readonly permissions: readonly TablePermission[];
  readonly reason?: string;
  /** Absent, and no end either: no end. */
  readonly durationSeconds?: number;
  /** The end itself instead of a length; epoch seconds, in the future. */
  readonly expiresAt?: number;
  readonly fields?: Readonly<Record<string, string>>;
  readonly stages?: readonly StageView[];
  /** Whether the owner's policy lets nobody approve with one click; to be shown. */
  readonly mustReview?: boolean;
}

/** What is done to a request before somebody decides on it. */
export interface Requests {
  /** The account that owns every one of the tables according to the mesh catalogue. Throws `NotFoundError` (`TABLE_NOT_FOUND`) or `InvalidRequestError` (`MIXED_OWNERS`). */
  resolveOwner(database: string, tables: readonly string[]): Promise<string>;
  /** What is meant, by database and owner: one request each. Throws `NotFoundError` (`NO_TABLES_FOUND`, `TABLE_NOT_FOUND`). */
  requestParts(wanted: Wanted): Promise<readonly RequestPart[]>;
  /**
   * Stores a `Pending` record with the owner resolved from the catalogue; returns the existing record unchanged where the same consumer already
   * has a live one for the same tables and permissions. Throws `NotFoundError`, `InvalidRequestError`.
   */
  requestAccess(request: AccessRequest): Promise<Subscription>;
  /**
   * Changes what a waiting request asks for, with its ledger row in one transaction; whoever was shown it before has to look again.
   * Throws `ConflictError` (`ALREADY_DECIDED`, `REQUEST_CHANGED`, `ALREADY_ASKED`), `InvalidRequestError` (`NOTHING_CHANGED`, `OTHER_OWNER`),
   * `NotFoundError` (`TABLE_NOT_FOUND`).
   */
  edit(edit: Edit): Promise<Subscription>;
  /**
   * Puts a question to the requester of a waiting request; nothing is decided by it. Throws `ConflictError` (`ALREADY_DECIDED`),
   * `InvalidRequestError` (`TOO_MANY_QUESTIONS`).
   */
  ask(question: Words): Promise<Subscription>;
  /** Answers the open questions of a waiting request. Throws `ConflictError` (`NOTHING_ASKED`, `ALREADY_DECIDED`, `REQUEST_CHANGED`). */
  answer(answer: Words): Promise<Subscription>;
  /** A `Pending` request that nobody claimed becomes `Deleted` with phase `Withdrawn`. Throws `ConflictError` (`ALREADY_DECIDED`). */
  withdraw(request: Act): Promise<Subscription>;
  /** Remembers whom a waiting request was shown to besides, for those who look at it; the first one stays. Decides nothing. */
  noteEscalation(escalation: {
    readonly subscriptionId: string;
    readonly escalated: Escalation;
  }): Promise<Subscription>;
}
