import type { Actor } from './actor.ts';
import type { MemberSide } from './admin/diagnose-running.ts';
import type { Finding as Diagnosis } from './admin/finding.ts';
import type { ColumnScopes } from './columns.ts';
import type { Wanted } from './consumer/find-requested.ts';
import type { RequestPart } from './consumer/request-parts.ts';
import type { DriftFilter, DriftLine, Finding } from './drift/finding.ts';
import type { RepairRequest } from './drift/repair.ts';
import type { Delegation, DelegationOrder } from './ledger/delegation.ts';
import type { EventFilter, LedgerEvent } from './ledger/event.ts';
import type { Order, OrderSubject } from './ledger/order.ts';
import type { TablePermission } from './permissions.ts';
import type { DecidedEnd, Decision } from './ports.ts';
import type { ProductRemoval } from './producer/delete-data-product.ts';
import type { RowFilterDeletion } from './producer/delete-row-filter.ts';
import type { ListedFilter } from './producer/list-row-filters.ts';
import type { ProductEnding } from './producer/product-end.ts';
import type { Publication, PublishRequest, SkippedTable } from './producer/publication.ts';
import type { RowFilter } from './producer/row-filter.ts';
import type { RowFilterOrder } from './producer/save-row-filter.ts';
import type { TableReaders } from './readers/reader.ts';
import type { RowScopes } from './rows.ts';
import type { StageView, Status, Subscription } from './subscriptions/subscription.ts';
import type { TagScope } from './tag-scope.ts';

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

/** An approver's yes, narrowed or not. Nothing beyond what the record asks can be granted through it. */
export interface Approval {
  readonly subscriptionId: string;
  /** Who decides. */
  readonly by: Actor;
  /** For whom, where they handed that on. */
  readonly onBehalf?: Actor | undefined;
  /** Id of the job: a redelivered job recognises its own claim by it. */
  readonly job: string;
  /** Digest of what the person was shown, from `subscriptionDigest`; a different record is refused with `ConflictError` `REQUEST_CHANGED`. */
  readonly shown?: string;
  readonly tables?: readonly string[];
  /** Empty or absent: as requested. `DESCRIBE` is always part of the grant. */
  readonly permissions?: readonly TablePermission[];
  /** Permissions that the consumer may hand on; absent or empty: none. */
  readonly grantable?: readonly TablePermission[];
  /** Tables on which `SELECT` covers only some columns, checked against the tables as they are now; absent: all columns. */
  readonly columns?: ColumnScopes;
  /** Of a request that follows a product or domain: only the tables as they are now. */
  readonly asSnapshot?: boolean;
  /** Tables on which `SELECT` goes through the owner's row filters, by their names: their rows together. Absent: all rows. */
  readonly rows?: RowScopes;
  readonly note?: string;
  /** Epoch seconds; at most what was asked for, where a length was. */
  readonly expiresAt?: number;
  /** At most so many approvals are counted under this name; one more is refused with `ConflictError` `CAP_REACHED`. */
  readonly cap?: { readonly counter: string; readonly most: number };
  /** Decides a denied request again, on purpose; the library allows it. */
  readonly reconsider?: boolean;
}

/** One yes of several; what it narrows stays narrowed for the stages after it. */
export interface StageYes extends Approval {
  /** What the owner's policy calls the stage. */
  readonly stage: string;
}

export interface Denial {
  readonly subscriptionId: string;
  readonly by: Actor;
  /** As in {@link Approval}. */
  readonly onBehalf?: Actor | undefined;
  readonly job: string;
  readonly shown?: string;
  readonly note?: string;
}

export interface Import {
  readonly subscriptionId: string;
  readonly by: Actor;
  readonly job: string;
}

/** Somebody does something to a subscription. */
export interface Act {
  readonly subscriptionId: string;
  readonly by: Actor;
  /** As in {@link Approval}. */
  readonly onBehalf?: Actor | undefined;
  readonly job: string;
  /** As in {@link Approval}. */
  readonly shown?: string;
}

/** Somebody says something about a request. */
export interface Words extends Act {
  readonly text: string;
}

export interface Modification extends Act {
  readonly permissions: readonly TablePermission[];
  readonly grantable?: readonly TablePermission[];
  /** Absent: as they are. Given: exactly these; tables that are not named have all columns from now on. */
  readonly columns?: ColumnScopes;
  /** As `columns`. */
  readonly rows?: RowScopes;
  readonly note?: string;
  /** Epoch seconds; `null` takes the end away, absent leaves it as it was decided. */
  readonly expiresAt?: number | null;
}

export interface ExtensionRequest extends Omit<Act, 'shown'> {
  /** The owner's policy moves the end once to here, while somebody still has to answer; epoch seconds. Nothing where it was moved so before. */
  readonly graceUntil?: number | undefined;
  /** How much longer, counted from the end that was decided. */
  readonly seconds: number;
  readonly reason?: string;
}

/** All given parts must fit. */
export interface SubscriptionFilter {
  readonly owner?: string;
  readonly subscriber?: string;
  readonly statuses?: readonly Status[];
  readonly database?: string;
  /** Records that hold this table. */
  readonly table?: string;
}

/** A data product as the mesh catalogue knows it. */
export interface CatalogProduct {
  /** Mesh database, for example `sales-222222222222`. */
  readonly database: string;
  /** Producer account id from the tables' `Owner`. */
  readonly owner: string;
  readonly domain?: string;
  readonly product?: string;
  readonly description?: string;
  /** Whether the mesh read-only role may see it, so that anybody may find it. */
  readonly isPublic: boolean;
  /** Glue's expression of when crawlers look at its sources, as it was published last. */
  readonly schedule?: string;
  /** When it leaves the mesh, as its owner announced; epoch seconds. */
  readonly endsAt?: number;
  /** An announced end was taken back, and accesses may still have the ends that were moved for it. */
  readonly isEndTakenBack?: true;
  readonly tables: readonly CatalogTable[];
}

export interface CatalogTable {
  /** Parameters of the table besides those of the mesh itself: key → values. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly name: string;
  /** `s3://bucket/prefix` */
  readonly location?: string;
  readonly description?: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment?: string;
    readonly isPartitionKey?: true;
  }[];
  readonly product?: string;
  readonly domain?: string;
}

/** What a producer could publish of one database. */
export interface SourceSelection {
  /** Names of the tables, sorted. */
  readonly tables: readonly string[];
  /** Tables that fit and cannot be published, with the reason. */
  readonly skipped: readonly SkippedTable[];
}

export interface PublishOrder extends Omit<PublishRequest, 'exposeTableReferencesWithSuffix'> {
  /** Of the crawlers: an ARN, or the name of a role of the owner's account. */
  readonly syncMeshCrawlerRoleArn?: string;
  /** Producer account id, 12 digits. */
  readonly owner: string;
}

export interface ProductDeletion {
  /** Producer account id, 12 digits. */
  readonly owner: string;
  /** Mesh database, and once more as a person typed it. */
  readonly database: string;
  readonly confirm: string;
}

/**
 * What the app's jobs may ask of the mesh, each verb under the roles of the account it acts for.
 * Every verb may be called again after a crash at any point and ends in the same state.
 */
export interface Mesh {
  /** The record as it is now, read consistently; `undefined` where there is none. `Deleted` records are returned too. */
  getSubscription(id: string): Promise<Subscription | undefined>;
  /** The account that owns every one of the tables according to the mesh catalogue. Throws `NotFoundError` (`TABLE_NOT_FOUND`) or `InvalidRequestError` (`MIXED_OWNERS`). */
  resolveOwner(database: string, tables: readonly string[]): Promise<string>;
  /** Keeps a text that decisions rest on in the ledger; the first one of a name stays, and is returned. */
  keepText(name: string, text: string): Promise<string>;
  keptText(name: string): Promise<string | undefined>;
  /** What is meant, by database and owner: one request each. Throws `NotFoundError` (`NO_TABLES_FOUND`, `TABLE_NOT_FOUND`). */
  requestParts(wanted: Wanted): Promise<readonly RequestPart[]>;
  /**
   * Stores a `Pending` record with the owner resolved from the catalogue; returns the existing record unchanged where the same consumer already
   * has a live one for the same tables and permissions. Throws `NotFoundError`, `InvalidRequestError`.
   */
  requestAccess(request: AccessRequest): Promise<Subscription>;
  /**
   * Claims the request together with its decision row in one transaction, grants each table, reads the grants back, then activates.
   * Returns the record as `Granted`, `PartlyGranted` or `GrantFailed`; also resumes a `Granting` record whose claim is this job's.
   * Throws `ConflictError` (`ALREADY_DECIDED` with the record in `details.subscription`, `REQUEST_CHANGED`), `NotAllowedError` (`NOT_PRODUCT_OWNER`).
   */
  approve(approval: Approval): Promise<Subscription>;
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
  /** Writes one yes of several, with its decision row in one transaction; the request goes on waiting. Throws as `approve`. */
  approveStage(yes: StageYes): Promise<Subscription>;
  /** Writes the denial and its decision row in one transaction. Throws as `approve`. */
  deny(denial: Denial): Promise<Subscription>;
  /**
   * Accepts the RAM share, makes a database of the mesh database's name and in it one resource link per granted table (named as the table) in the
   * consumer account, checks that each can be read, marks the record imported. A database link that the library made under that name is used as it is.
   */
  importSubscription(request: Import): Promise<Subscription>;
  /** Grants again what a `PartlyGranted` or `GrantFailed` record still lacks, from the decision that it has; returns as `approve`. */
  retryGrants(request: Act): Promise<Subscription>;
  /** `PartlyGranted`: the scope is narrowed to what is confirmed, and the record becomes `Active`. */
  keepPartial(request: Act): Promise<Subscription>;
  /** `PartlyGranted` or `GrantFailed`: what was granted is revoked, confirmed gone, and the record becomes `Denied`. */
  rollBack(request: Act): Promise<Subscription>;
  /** A `Pending` request that nobody claimed becomes `Deleted` with phase `Withdrawn`. Throws `ConflictError` (`ALREADY_DECIDED`). */
  withdraw(request: Act): Promise<Subscription>;
  /**
   * Ends an `Active` subscription: revokes what no other live subscription of the consumer needs, tidies shares, policies and links, reads back,
   * then `Deleted` with phase `Revoked`; else `RevokeFailed` with causes. By either side; throws `ConflictError` (`ALREADY_ENDED`).
   */
  revoke(request: Act & { readonly note?: string }): Promise<Subscription>;
  /**
   * Takes away what an `Active` subscription gives, and keeps the record with phase `Suspended`; else `RevokeFailed` with causes. An access that
   * is suspended already is returned as it is. Throws as `revoke`.
   */
  suspend(request: Act & { readonly note?: string }): Promise<Subscription>;
  /**
   * Gives back exactly what was decided before the suspension; where its end has come meanwhile, it ends. To be imported again. Throws `ConflictError`
   * (`NOT_SUSPENDED`), `NotAllowedError` (`SUSPENDED`) while an order of suspension stands.
   */
  resume(request: Act): Promise<Subscription>;
  /**
   * Ends an access whose time is over by its last decision; the record's own `ExpiresAt` counts only where no decision is on record, and is put
   * right where it says something else. Before the end, nothing happens. Throws as `revoke`.
   */
  expire(request: Act): Promise<Subscription>;
  /**
   * Asks for more time on an `Active` subscription that has an end; the access itself stays as it is.
   * Throws `ConflictError` (`NOT_ACTIVE`, `NO_END`, `END_PASSED`, `EXTENSION_PENDING`), `InvalidRequestError` (`BAD_DURATION`).
   */
  askExtension(request: ExtensionRequest): Promise<Subscription>;
  /**
   * Gives the time that was asked for, counted from the old end, with its decision row in one transaction; an end that has come stays one. `shown` is
   * an `extensionDigest`. Throws `ConflictError` (`NO_EXTENSION`, `EXTENSION_DECIDED`, `END_PASSED`, `REQUEST_CHANGED`).
   */
  extend(request: Act & { readonly note?: string }): Promise<Subscription>;
  /** The access goes on to its old end. Throws as `extend`. */
  denyExtension(request: Act & { readonly note?: string }): Promise<Subscription>;
  /** No more warnings about this end; the access goes on to it. Throws as `askExtension`. */
  letEnd(request: Act): Promise<Subscription>;
  /** Remembers that people were warned of this end, `lead` seconds before it. */
  noteWarning(warning: {
    readonly subscriptionId: string;
    readonly end: number;
    readonly lead: number;
  }): Promise<Subscription>;
  /** Accesses whose decided end of the last 35 days has come, whatever the records say; those that ended are among them. */
  decidedEnds(): AsyncIterable<DecidedEnd>;
  /**
   * A `Pending` or `Active` record that lost our attributes, because the library wrote over it, gets back what the ledger decided and Lake
   * Formation holds: permissions, shares and the end. Returned unchanged where nothing is lost. Grants nothing.
   */
  restore(request: Act): Promise<Subscription>;
  /** Changes an `Active` subscription to exactly these permissions; absent `grantable`, `columns` and `rows` leave grant options, columns and rows as they are. */
  modify(request: Modification): Promise<Subscription>;
  /**
   * Brings an `Active` record that follows a product or domain up to what belongs to it by now: tables that joined are tagged, opened, linked and
   * named in it, those that left are taken out, those of another sensitivity are named as held back. Grants nothing beyond what was decided.
   * Returned unchanged where nothing differs, or where something else is at work on it. Throws `UpstreamError` (`TAG_FULL`, `TAG_REFUSED`).
   */
  follow(act: Omit<Act, 'shown'>): Promise<Subscription>;
  /** Records that match all of the filter, page by page. */
  listSubscriptions(filter: SubscriptionFilter): AsyncIterable<Subscription>;
  /** Decisions about a subscription, oldest first. */
  history(subscriptionId: string): AsyncIterable<Decision>;
  /** What the ledger keeps of a subscription, a table, a person or a period. Throws `InvalidRequestError` (`NO_PERIOD`). */
  events(filter: EventFilter): AsyncIterable<LedgerEvent>;
  /** Adds what happened to the ledger, for good; what is there already stays as it is. */
  record(events: readonly LedgerEvent[]): Promise<void>;
  /** Keeps what a mesh admin ordered, for good; it holds until the next order about the same. The same one given twice is one. */
  giveOrder(order: Order): Promise<void>;
  /** Every order about this subject, oldest first. */
  orders(subject: OrderSubject): AsyncIterable<Order>;
  /**
   * Lets somebody decide for somebody else for a while. Who may arrange that is the caller's to know. Throws `InvalidRequestError`
   * (`BAD_DELEGATION`).
   */
  delegate(order: DelegationOrder): Promise<Delegation>;
  /** Ends one before its time; of one that is over, nothing changes. Throws `NotFoundError` (`DELEGATION_NOT_FOUND`). */
  endDelegation(end: {
    readonly workspace: string;
    readonly id: string;
    readonly by: Actor;
    readonly job: string;
  }): Promise<Delegation>;
  /** Delegations of a workspace whose agreed end comes after this instant, in epoch seconds; ended ones carry their end. */
  delegations(workspace: string, after: number): AsyncIterable<Delegation>;
  /** Every product of the mesh catalogue, page by page, read with the mesh's read-only and owner roles. */
  listProducts(): AsyncIterable<CatalogProduct>;
  /** These tables of a mesh database as the catalogue has them now; those that are gone are left out. */
  describeTables(database: string, tables: readonly string[]): Promise<readonly CatalogTable[]>;
  /** Databases of the producer's own catalogue that its role may see; those that only hold links into the mesh are left out. */
  sourceDatabases(owner: string): AsyncIterable<string>;
  /**
   * Tables of a source database by RE2 expression; every one where none is given. Throws `NotFoundError` (`NO_TABLES_FOUND`), `InvalidRequestError`
   * (`BAD_PATTERN`, `BAD_NAME`).
   */
  sourceTables(owner: string, database: string, tableNameRegex?: string): Promise<SourceSelection>;
  /**
   * Publishes tables into the mesh, or brings them up to date. Every table ends as published, skipped or failed, with a reason. Throws
   * `NotFoundError` (`NO_TABLES_FOUND`), `InvalidRequestError` (`BAD_PATTERN`, `BAD_NAME`), `ConflictError` (`DATABASE_TAKEN`), `UpstreamError`.
   */
  publish(order: PublishOrder): Promise<Publication>;
  /** What this producer has published, whether everybody may find it or not. */
  productsOf(owner: string): AsyncIterable<CatalogProduct>;
  /**
   * Takes a product out of the mesh; the source tables stay. Throws `ConflictError` (`PRODUCT_IN_USE`) while a request waits or an access is live,
   * `InvalidRequestError` (`NOT_CONFIRMED`).
   */
  deleteProduct(deletion: ProductDeletion): Promise<ProductRemoval>;
  /** Announces that a product leaves the mesh, or takes it back; nothing else changes. Throws `NotFoundError` (`NO_PRODUCT`), `InvalidRequestError` (`BAD_END`). */
  setProductEnd(ending: ProductEnding): Promise<void>;
  /** When the product of a mesh database leaves the mesh, epoch seconds; `undefined` where it stays. */
  productEnd(database: string): Promise<number | undefined>;
  /**
   * Whom AWS lets at this table now, through what, and on which decision it rests. Throws `NotFoundError` (`TABLE_NOT_FOUND`), `UpstreamError`.
   */
  readers(database: string, table: string): Promise<TableReaders>;
  /**
   * Prepares a row filter of one of this producer's tables, or changes one: from then on everybody who reads through it reads its new rows.
   * Throws `InvalidRequestError` (`BAD_ROW_EXPRESSION`, `BAD_FILTER_NAME`, each with its field), `ConflictError` (`ROW_FILTER_IN_USE` with the
   * users in `details.users` unless all of them are confirmed; `ROW_FILTER_CHANGED`), `NotFoundError` (`TABLE_NOT_FOUND`).
   */
  saveRowFilter(order: RowFilterOrder): Promise<RowFilter>;
  /** The row filters of a mesh database; where they are to be counted, each with the number of records that say that they read through it. */
  rowFilters(
    owner: string,
    database: string,
    options?: { readonly isCounted?: boolean },
  ): Promise<readonly ListedFilter[]>;
  /** Takes a row filter away. Throws `ConflictError` (`ROW_FILTER_NEEDED`, `ROW_FILTER_GRANTED`), `NotFoundError` (`UNKNOWN_ROW_FILTER`). */
  deleteRowFilter(deletion: RowFilterDeletion): Promise<void>;
  /** What was decided against what AWS holds, in both directions, without what somebody left until a date; see `Finding`. Changes nothing. */
  drift(filter: DriftFilter): AsyncIterable<DriftLine>;
  /**
   * Brings one difference to an end, as `remedy` says, from what was decided and from nothing else; the difference is looked for again first.
   * Throws `ConflictError` (`DRIFT_GONE`), `InvalidRequestError` (`NO_SUCH_REMEDY`, `BAD_UNTIL`, `NO_REASON`), `UpstreamError` (`NOT_REPAIRED`).
   */
  repair(request: RepairRequest): Promise<Finding>;
  /**
   * Whether the roles of these members can be taken, and with `whole` what every member's work rests on: table, Lake Formation's settings, the
   * catalogue's role, the clock. Changes nothing.
   */
  diagnose(scope: {
    readonly members: readonly MemberSide[];
    readonly whole: boolean;
  }): Promise<readonly Diagnosis[]>;
}
