import type { ColumnScope } from '../columns.ts';
import type { TablePermission } from '../permissions.ts';
import type { TagScope } from '../tag-scope.ts';
import type { EndNotice, Extension } from './extension.ts';
import type { HandedOn } from './handed-on.ts';

/** Statuses of the Python library, exactly. Finer states live in `Fulfilment`. */
export const STATUSES = ['Pending', 'Active', 'Denied', 'Deleted'] as const;
export type Status = (typeof STATUSES)[number];

/** How far a subscription has come within its `Status`; absent on records made by the library. */
export const PHASES = [
  'Granting',
  'PartlyGranted',
  'GrantFailed',
  'Granted',
  'Modifying',
  'ModifyFailed',
  'Importing',
  'ImportFailed',
  'Revoking',
  'RevokeFailed',
  'Suspended',
  'Revoked',
  'Withdrawn',
  'Denied',
] as const;
export type Phase = (typeof PHASES)[number];

export interface FailureCause {
  /** Stable code, for example `GRANT_REFUSED`. */
  readonly code: string;
  /** One sentence that a person can act on. */
  readonly message: string;
  readonly awsRequestId?: string;
}

/** What Lake Formation was last seen to hold for one table, read back and never assumed. */
export interface TableState {
  readonly state: 'Waiting' | 'Granted' | 'Failed' | 'Revoked' | 'RevokeFailed';
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Where `SELECT` was decided for some columns only. */
  readonly columns?: ColumnScope;
  /** Names of the owner's row filters, where `SELECT` was decided for some rows only. */
  readonly rows?: readonly string[];
  readonly cause?: FailureCause;
}

/** What can be decided about a subscription; `approve-stage` is one yes of several. */
export const DECISION_KINDS = [
  'approve',
  'approve-stage',
  'deny',
  'modify',
  'revoke',
  'withdraw',
  'extend',
  'deny-extension',
  'keep-partial',
  'roll-back',
  'retry',
  'repair',
  'suspend',
  'resume',
  'ask',
  'answer',
  'edit',
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** The decision a phase rests on, as a view of the ledger's row. */
export interface DecisionView {
  readonly kind: DecisionKind;
  /** An `Actor` as text: `slack:<workspace>/<user>` or an ARN. */
  readonly by: string;
  /** For whom, where somebody handed on what they may decide; an `Actor` as text. */
  readonly onBehalf?: string | undefined;
  /** Epoch seconds. */
  readonly at: number;
  /** What the person wrote, unescaped. */
  readonly note?: string;
}

export interface Fulfilment {
  readonly phase: Phase;
  /** Id of the job that holds the claim, or held it last. A redelivered job knows its own claim by it. */
  readonly job: string;
  /** Epoch seconds of the last change of phase. */
  readonly at: number;
  readonly decision?: DecisionView;
  /** By table name (`*` stands for the database itself). */
  readonly tables: Readonly<Record<string, TableState>>;
  /** Why the whole step failed, where no single table is to blame. */
  readonly cause?: FailureCause;
}

/** What somebody who decides wants to know first. The request waits for the answer. */
export interface Question {
  /** Id of the job that asked. */
  readonly id: string;
  /** An `Actor` as text. */
  readonly by: string;
  /** Epoch seconds. */
  readonly at: number;
  /** What the person wrote, unescaped. */
  readonly text: string;
  readonly answer?: Answer;
}

export interface Answer {
  /** Id of the job that answered. */
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly text: string;
}

/** What people see of a stage. */
export interface StageView {
  readonly stage: string;
  /** Different people who have to say yes. */
  readonly count: number;
  /** Slack ids; with no user and no group, the owner's approvers decide. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** One yes of several that a request needs. */
export interface StageApproval {
  /** What the owner's policy calls the stage. */
  readonly stage: string;
  /** An `Actor` as text. */
  readonly by: string;
  /** As in {@link DecisionView}. */
  readonly onBehalf?: string | undefined;
  /** Epoch seconds. */
  readonly at: number;
}

export interface RamShare {
  readonly type: 'Table' | 'Database';
  readonly arn: string;
}

/** One record of `AwsDataMeshSubscriptions`, in our words. `docs/storage.md` maps each field to its attribute. */
export interface Subscription {
  /** `SubscriptionId`: 22 characters, base 57. */
  readonly id: string;
  /** `OwnerPrincipal`: producer account id, 12 digits, as the record claims. Never authority by itself. */
  readonly owner: string;
  /** `SubscriberPrincipal`: consumer account id, 12 digits. */
  readonly subscriber: string;
  readonly status: Status;
  /** Mesh database; absent on product and domain requests of the library. */
  readonly database?: string;
  /** Table names; empty stands for the whole database. */
  readonly tables: readonly string[];
  readonly domain?: string;
  readonly dataProduct?: string;
  /**
   * The product or domain that it follows: `tables` are those that belong to it by now, and those that are held back for their sensitivity are
   * named here until somebody decides on them. Absent: the tables stay as they are.
   */
  readonly byTag?: TagScope & { readonly heldBack?: readonly string[] };
  readonly requested: readonly TablePermission[];
  readonly permitted: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  readonly grantedTableArns: readonly string[];
  readonly ramShares: Readonly<Record<string, RamShare>>;
  readonly notes: readonly string[];
  readonly imported: boolean;
  /** `YYYY-MM-DD HH:MM:SS`, UTC when written by us, the host's zone when written by the library. */
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt?: string;
  readonly updatedBy?: string;
  /** What the owner's policy asked for besides the reason, by the field's name; typed by a person. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The stages that it goes through, to be shown. Who may decide is never read from here. */
  readonly stages?: readonly StageView[];
  /** Nobody approves it with one click, by the owner's policy; to be shown. Whether that is so is never read from here. */
  readonly mustReview?: boolean;
  /** Approvals of earlier stages, oldest first, as a view of their ledger rows. */
  readonly approvals?: readonly StageApproval[];
  /** Why the consumer asks; typed by a person. */
  readonly reason?: string;
  /** `slack:<workspace>/<user>`; absent when made by the library. */
  readonly requestedBy?: string;
  readonly requestedVia?: 'slack' | 'cli' | 'library';
  /** Asked length of the access in seconds; the end is set at approval. */
  readonly requestedSeconds?: number;
  /** Epoch seconds; absent means no end. While it waits: the end that is asked for instead of a length. */
  readonly expiresAt?: number;
  /** Counts our writes from 1; absent on records that only the library has written. */
  readonly version?: number;
  /** Id of the denied or deleted record that this one asks again. */
  readonly predecessor?: string;
  /** Oldest first; absent where nobody asked anything. */
  readonly questions?: readonly Question[];
  readonly fulfilment?: Fulfilment;
  readonly extension?: Extension;
  readonly endNotice?: EndNotice;
  /** That others were asked too, to be shown. Who may decide is never read from here. */
  readonly escalated?: Escalation;
  /** Roles and users of its own to whom the consumer's account handed the tables on; after the end, those with whom something may be left. */
  readonly handedOn?: readonly HandedOn[];
}

/** Who was asked besides, and when; nobody named stands for the mesh admins. */
export interface Escalation {
  /** Epoch seconds. */
  readonly at: number;
  /** Slack ids. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** Name of the team whose approvers were asked. */
  readonly team?: string;
}
