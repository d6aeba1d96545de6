import type { ColumnScope, ColumnScopes } from './columns.ts';
import type { Delegation, DelegationEnd } from './ledger/delegation.ts';
import type { EventFilter, LedgerEvent } from './ledger/event.ts';
import type { Order, OrderSubject } from './ledger/order.ts';
import type { MeshPlace } from './names.ts';
import type { TablePermission } from './permissions.ts';
import type { FilterDefinition } from './producer/row-filter.ts';
import type { TableGrant } from './readers/table-grant.ts';
import type { RowScopes } from './rows.ts';
import type { SelectRow } from './subscriptions/select-rows.ts';
import type { DecisionView, Status, Subscription } from './subscriptions/subscription.ts';
import type { TagCondition, TagScope } from './tag-scope.ts';

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

/** The subscriptions table. Every write is conditional on what was read. */
export interface SubscriptionStore {
  /** Read consistently. */
  get(id: string): Promise<Subscription | undefined>;
  /** Whether the record was made; `false` where the id is taken. */
  insert(subscription: Subscription): Promise<boolean>;
  /**
   * Writes the difference, together with the decision's ledger row and with what happened in one transaction where there are any; rows of
   * events that do not fit into it follow.
   * Throws `ConflictError` (`RECORD_CHANGED`) where the stored record is no longer `before`, this job has decided already, or the place is
   * taken.
   */
  replace(
    before: Subscription,
    after: Subscription,
    decision?: Decision,
    place?: CountedPlace,
    events?: readonly LedgerEvent[],
  ): Promise<Subscription>;
  /**
   * As `replace`, and takes a lease in the same transaction. Where only the lease is not free, the record is written without it.
   * Whether the lease is had.
   */
  claim(
    before: Subscription,
    after: Subscription,
    decision: Decision,
    place: CountedPlace | undefined,
    lease: LeasePlan,
  ): Promise<boolean>;
  bySubscriber(account: string): AsyncIterable<Subscription>;
  byOwner(account: string, status?: Status): AsyncIterable<Subscription>;
  all(): AsyncIterable<Subscription>;
}

export interface Ledger {
  /** Whether there is one; where there is, nothing is granted without its row. */
  readonly isKept: boolean;
  /** The decision of this job; `undefined` where there is none, or where no ledger is kept. */
  decision(subscriptionId: string, job: string): Promise<Decision | undefined>;
  /** Oldest first. */
  history(subscriptionId: string): AsyncIterable<Decision>;
  /** Decided ends of the last 35 days that have come by now, whatever the records say; ended ones are among them. `now` in epoch seconds. */
  endsUpTo(now: number): AsyncIterable<DecidedEnd>;
  /** Keeps a text that decisions rest on; the first one of a name stays, and is returned. Where no ledger is kept, nothing is. */
  keep(name: string, text: string): Promise<string>;
  kept(name: string): Promise<string | undefined>;
  /** The newest definition of each row filter of a mesh database, deleted ones too; nothing where no ledger is kept. */
  rowFilters(database: string): Promise<readonly FilterDefinition[]>;
  /** Adds a version of a row filter. Throws `ConflictError` (`ROW_FILTER_CHANGED`) where its number is taken. Does nothing where no ledger is kept. */
  defineRowFilter(definition: FilterDefinition): Promise<void>;
  /** How many places of a counter are taken. */
  taken(counter: string): Promise<number>;
  /**
   * Adds what happened, for good; what is there already stays as it is. Does nothing where no ledger is kept.
   * Throws `UpstreamError` where it could not be written.
   */
  record(events: readonly LedgerEvent[]): Promise<void>;
  /** Keeps an order for good, with its event; the same one given twice is one. Throws `ConfigurationError` (`NO_LEDGER`) where no ledger is kept. */
  give(order: Order): Promise<void>;
  /** Every order about this subject, oldest first; none where no ledger is kept. */
  orders(subject: OrderSubject): AsyncIterable<Order>;
  /** Keeps a delegation, or its early end, together with its event; what is there already stays as it is. Nothing where no ledger is kept. */
  delegate(delegation: Delegation, event: LedgerEvent): Promise<void>;
  endDelegation(delegation: Delegation, end: DelegationEnd, event: LedgerEvent): Promise<void>;
  /** Delegations of a workspace whose agreed end comes after this instant (epoch seconds), with the early ends of those that have one. */
  delegations(workspace: string, after: number): AsyncIterable<Delegation>;
  /** What happened, page by page, by the key that the filter names. Throws `InvalidRequestError` (`NO_PERIOD`) for everything without both instants. */
  events(filter: EventFilter): AsyncIterable<LedgerEvent>;
}

export interface MeshColumn {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
  /** Lake Formation knows no column filter on partition keys. */
  readonly isPartitionKey?: true;
}

export interface MeshTable {
  readonly name: string;
  readonly owner?: string;
  readonly description?: string;
  /** `s3://bucket/prefix`; absent on views and links. */
  readonly location?: string;
  readonly columns: readonly MeshColumn[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Where it points to, if it is a resource link. */
  readonly target?: { readonly catalogId: string; readonly database: string; readonly name: string };
}

export interface MeshDatabase {
  readonly name: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The mesh account's Glue catalog, read as somebody. What the reader may not see does not exist. */
export interface MeshCatalog {
  table(database: string, name: string): Promise<MeshTable | undefined>;
  /** All tables; or at least those of these names, where that is known to be shorter. */
  tables(database: string, names?: readonly string[]): AsyncIterable<MeshTable>;
  databases(): AsyncIterable<MeshDatabase>;
  database(name: string): Promise<MeshDatabase | undefined>;
}

/** What Lake Formation holds for one principal on one table, column and table entries united. */
export interface HeldGrant {
  /** `SELECT` only where it covers all columns. */
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Grants of `SELECT` on some columns, or through a filter. */
  readonly narrowed: readonly SelectRow[];
  readonly shares: readonly string[];
}

export interface Held {
  readonly database: { readonly describe: boolean; readonly shares: readonly string[] };
  readonly tables: ReadonlyMap<string, HeldGrant>;
  /** What a grant by LF-tags holds, whether any table carries the tags or not; only where one was looked for. */
  readonly byTag?: TagHeld;
}

export interface TagHeld {
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  readonly shares: readonly string[];
}

/** Lake Formation's grants on whatever tables carry certain LF-tags, in the mesh account. */
export interface TagGrants {
  /** Returns why Lake Formation refused it. `onAnswer` is told AWS's request id. */
  grant(
    principal: string,
    expression: readonly TagCondition[],
    permissions: readonly TablePermission[],
    grantable: readonly TablePermission[],
    onAnswer?: (requestId: string) => void,
  ): Promise<Omit<GrantFailure, 'table'> | undefined>;
  /** As `grant`; what is already gone counts as done. */
  revoke: TagGrants['grant'];
  /** What the principal holds by exactly this expression. */
  held(principal: string, expression: readonly TagCondition[]): Promise<TagHeld>;
  /** Every grant by LF-tags that this role may see, whoever holds it. */
  list(): AsyncIterable<{
    readonly principal: string;
    readonly expression: readonly TagCondition[];
    readonly permissions: readonly TablePermission[];
    readonly grantable: readonly TablePermission[];
  }>;
  /** The tables that carry such tags by now, their own or those of their database, with all tags of each. */
  tagged(expression: readonly TagCondition[]): AsyncIterable<{
    readonly database: string;
    readonly table: string;
    readonly tags: Readonly<Record<string, readonly string[]>>;
  }>;
  /** Makes keys and values that are missing. Throws `UpstreamError` (`TAG_FULL`). */
  prepare(tags: Readonly<Record<string, readonly string[]>>): Promise<void>;
  /** Puts tags on a table, and makes keys and values that are missing. Throws `UpstreamError` (`TAG_FULL`, `TAG_REFUSED`). */
  put(database: string, table: string, tags: Readonly<Record<string, readonly string[]>>): Promise<void>;
  /** Takes tags off a table; those that are not there count as taken. Throws `UpstreamError` (`TAG_REFUSED`). */
  remove(database: string, table: string, tags: readonly TagCondition[]): Promise<void>;
}

export interface GrantEntry {
  /** Absent: the database itself, which is only ever described. */
  readonly table?: string;
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Columns of `SELECT`; absent: all. */
  readonly columns?: ColumnScope;
  /** Data cells filter through which `SELECT` goes, as Lake Formation calls it; it has its columns itself. */
  readonly filter?: string;
}

/** One explicit grant as Lake Formation lists it. */
export interface GrantRow {
  /** Account id, ARN, or the name of a group. */
  readonly principal: string;
  readonly database: string;
  /** Absent: the database itself, or all of its tables where `isWildcard` is set. */
  readonly table?: string;
  readonly isWildcard: boolean;
  /** Whether it holds `ALL`, as creators and administrators do without being granted anything. */
  readonly isAll: boolean;
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Columns of `SELECT`; absent: all. */
  readonly columns?: ColumnScope;
  /** Data cells filter on which this was granted. */
  readonly filter?: string;
}

/** A data cells filter as Lake Formation keeps it. */
export interface CellFilter {
  readonly table: string;
  readonly name: string;
  /** Absent: all rows. */
  readonly expression?: string;
  /** Absent: all columns. */
  readonly columns?: ColumnScope;
}

/** Data cells filters of one mesh database. */
export interface CellFilters {
  /** Those of one table, or of all. */
  list(database: string, table?: string): AsyncIterable<CellFilter>;
  get(database: string, table: string, name: string): Promise<CellFilter | undefined>;
  /** Makes the filter, or brings it to exactly this. */
  put(database: string, filter: CellFilter): Promise<void>;
  /** What is gone already counts as removed. */
  remove(database: string, table: string, name: string): Promise<void>;
}

export interface HeldScope {
  readonly tables?: readonly string[];
  /** Grants through data cells filters are not at stake, and need not be asked for where that would be a call more. */
  readonly isUnfiltered?: boolean;
  readonly enough?: (held: Held) => boolean;
}

/** One entry that Lake Formation refused. */
export interface GrantFailure {
  readonly table: string | undefined;
  readonly code: string;
  readonly reason: string;
}

/** Told after each answer to a change: AWS's request id, and the tables of the batch; `undefined` stands for the database. */
export type OnAnswer = (requestId: string, tables: readonly (string | undefined)[]) => void;

/** Lake Formation in the mesh account, for consumer accounts. */
export interface Permissions {
  /** Grants in batches; what was refused for good comes back, what another change got in the way of was tried again. */
  grant(
    principal: string,
    database: string,
    entries: readonly GrantEntry[],
    onAnswer?: OnAnswer,
  ): Promise<readonly GrantFailure[]>;
  /** As `grant`; what is already gone counts as done. */
  revoke(
    principal: string,
    database: string,
    entries: readonly GrantEntry[],
    onAnswer?: OnAnswer,
  ): Promise<readonly GrantFailure[]>;
  /**
   * What the principal holds on the database and on these tables, or on all tables that it holds anything on; explicit grants only.
   * Where `enough` is already satisfied, the rest is not read.
   */
  held(principal: string, database: string, scope?: HeldScope): Promise<Held>;
  /** Every explicit grant that this role may see, whoever holds it, page by page. */
  list(): AsyncIterable<GrantRow>;
  /** Every grant that lets somebody at this table, whatever it names, as far as this role may see it. */
  onTable(database: string, table: string): AsyncIterable<TableGrant>;
}

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

/** A table link of an account, and what it points to. */
export interface TableLink {
  readonly name: string;
  readonly target: { readonly catalogId: string; readonly database: string; readonly table: string };
}

/** What a database of an account leads to. */
export interface DatabaseLinks {
  /** Where the whole database is a link. */
  readonly target?: { readonly catalogId: string; readonly database: string };
  /** Its tables by name, each with what it points to; `undefined` for one that is no link. Empty where the whole database is a link. */
  readonly tables: ReadonlyMap<string, TableLink['target'] | undefined>;
}

/** The consumer account's own catalog. */
export interface LocalCatalog {
  /** `undefined` where there is no such database. Changes nothing. */
  links(database: string): Promise<DatabaseLinks | undefined>;
  /**
   * Makes sure that there is a database for links to this one. `linked` where the library made the whole database a link, so that tables need
   * none of their own. Throws `ConflictError` (`LINK_NAME_TAKEN`) for a link to something else.
   */
  ensureDatabase(
    name: string,
    target: { readonly catalogId: string; readonly database: string },
  ): Promise<'plain' | 'linked'>;
  /** Makes the links that are missing. Throws `ConflictError` (`LINK_NAME_TAKEN`) where a name is something else. */
  linkTables(database: string, links: readonly TableLink[]): Promise<void>;
  /** Removes those of the links that are there; a table that is something else stays. */
  unlinkTables(database: string, links: readonly TableLink[]): Promise<void>;
  /** Removes the database if it is a link, or a database for links without any left. */
  dropEmptyDatabase(name: string): Promise<void>;
}

export interface Lease {
  /** To be called right before each write. Throws `ConflictError` (`LEASE_LOST`) where somebody else may hold it by now. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/** A lease that may be taken together with a record's change: of what, and by whom. */
export interface LeasePlan {
  /** Different ones, in order. */
  readonly objects: readonly string[];
  readonly holder: string;
}

/** Locks on shared objects that have no condition of their own, with expiry and a fencing number. */
export interface Leases {
  /**
   * Waits its turn. `undefined` where there is nothing to lock with. With a plan of these objects, its holder takes the lease, who may have it
   * already. Throws `UpstreamError` (`LEASE_BUSY`) after a while.
   */
  take(objects: readonly string[], planned?: LeasePlan): Promise<Lease | undefined>;
  /** For `SubscriptionStore.claim`, which saves a call. `undefined` where there is nothing to lock, or nothing to lock with. */
  plan(objects: readonly string[]): LeasePlan | undefined;
  /** The lease of a plan that was just taken. */
  had(plan: LeasePlan): Lease | undefined;
}

/** What can be done for a producer with its roles: its own account's role for buckets, its mesh role for the rest. */
export interface ProducerPorts {
  readonly catalog: MeshCatalog;
  readonly permissions: Permissions;
  readonly tagGrants: TagGrants;
  readonly cells: CellFilters;
  readonly buckets: Buckets;
  readonly catalogPolicy: CatalogPolicy;
}

/** What can be done for a consumer with its roles. */
export interface ConsumerPorts {
  readonly shares: Shares;
  readonly local: LocalCatalog;
}

export interface MeshPorts {
  readonly place: MeshPlace;
  readonly store: SubscriptionStore;
  readonly ledger: Ledger;
  /** What everybody in the mesh may see, read with the read-only role. */
  readonly catalog: MeshCatalog;
  /** Narrowed to one mesh database. */
  readonly producer: (account: string, database: string) => Promise<ProducerPorts>;
  readonly consumer: (account: string) => Promise<ConsumerPorts>;
  readonly leases: Leases;
  readonly clock: Clock;
}

export interface Clock {
  now(): Date;
  /** Waits, unless the caller gave up: then throws. */
  sleep(ms: number): Promise<void>;
}
