import * as z from 'zod/mini';
import { TABLE_PERMISSIONS } from '../permissions.ts';

/** Who says so: the claim's own transaction, the worker that ran a job, the engine that read AWS back, or the stream of the records. */
export const EVENT_SOURCES = ['attempt', 'decision', 'result', 'observed'] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

const EVENT_OUTCOMES = ['done', 'partly', 'refused', 'failed'] as const;

const Permissions = z.array(z.enum(TABLE_PERMISSIONS));

/** What became of one table. */
const TableResult = z.object({
  table: z.string(),
  /** As the record's per-table truth says, for example `Granted` or `RevokeFailed`. */
  state: z.string(),
  permissions: Permissions,
  code: z.optional(z.string()),
  cause: z.optional(z.string()),
  /** Of the calls to Lake Formation that concerned this table. */
  awsRequestIds: z.optional(z.array(z.string())),
});

/** One thing that happened, as the ledger keeps it for good. `docs/storage.md` explains the rows that it makes. */
export const LedgerEvent = z.object({
  /** Made from what happened, so that the same thing written twice is one row. */
  id: z.string().check(z.minLength(1), z.maxLength(512)),
  /** Epoch seconds. */
  at: z.number(),
  source: z.enum(EVENT_SOURCES),
  /** A job's kind, a decision's kind, or what the engine did: `grant`, `revoke`, `change`, `import`, `repair`. */
  action: z.string(),
  outcome: z.enum(EVENT_OUTCOMES),
  /** An `Actor` as text. */
  by: z.string(),
  /** An `Actor` as text: for whom it was decided, where that was handed on. */
  onBehalf: z.optional(z.string()),
  /** Display name at the time; absent where nobody could be asked. */
  name: z.optional(z.string()),
  /** Key of the team whose secret, data or request it is about. */
  team: z.optional(z.string()),
  /** Keys of the teams that the person was in, or decided for, at the time. */
  teams: z.optional(z.array(z.string())),
  /** Slack channel in which the person acted. */
  channel: z.optional(z.string()),
  job: z.optional(z.string()),
  /** Name of the sessions under which AWS was called, as CloudTrail shows it. */
  session: z.optional(z.string()),
  /** Error code of what was refused or failed. */
  code: z.optional(z.string()),
  /** The sentence that the person was told. */
  cause: z.optional(z.string()),
  /** Something that an honest click does not do. */
  isSecurityEvent: z.optional(z.boolean()),
  subscriptionId: z.optional(z.string()),
  /** Status before and after, of what was observed. */
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  owner: z.optional(z.string()),
  subscriber: z.optional(z.string()),
  database: z.optional(z.string()),
  tables: z.optional(z.array(z.string())),
  permissions: z.optional(Permissions),
  grantable: z.optional(Permissions),
  /** By table, where `SELECT` is narrowed. */
  columns: z.optional(
    z.record(
      z.string(),
      z.union([z.object({ include: z.array(z.string()) }), z.object({ exclude: z.array(z.string()) })]),
    ),
  ),
  /** The product or domain whose later tables are covered too, for example `product orders`. */
  byTag: z.optional(z.string()),
  /** By table, where `SELECT` goes through row filters: their names. */
  rows: z.optional(z.record(z.string(), z.array(z.string()))),
  /** Of a yes among several: what the owner's policy calls the stage. */
  stage: z.optional(z.string()),
  /** End of the access, epoch seconds. */
  expiresAt: z.optional(z.number()),
  /** What the person wrote, unescaped. */
  note: z.optional(z.string()),
  results: z.optional(z.array(TableResult)),
  awsRequestIds: z.optional(z.array(z.string())),
});
export type LedgerEvent = z.infer<typeof LedgerEvent>;
export type TableResult = z.infer<typeof TableResult>;

/** At most one of the first four; none of them: everything, which needs both instants. */
export interface EventFilter {
  readonly subscription?: string | undefined;
  readonly table?: { readonly database: string; readonly table: string } | undefined;
  /** An `Actor` as text. */
  readonly person?: string | undefined;
  /** Key of a team. */
  readonly team?: string | undefined;
  /** Epoch seconds, the first that counts. */
  readonly from?: number | undefined;
  /** Epoch seconds, the last that counts. */
  readonly to?: number | undefined;
  /** Oldest first unless set. */
  readonly newestFirst?: boolean | undefined;
}
