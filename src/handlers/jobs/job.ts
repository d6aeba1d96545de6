import * as z from 'zod/mini';
import { Delegation } from '../../mesh/ledger/delegation.ts';
import { ChosenColumns, ChosenRows } from './chosen-columns.ts';
import { EMERGENCIES } from './emergencies.ts';
import { LOOKS } from './looks.ts';
import { Observation } from './observation.ts';
import { PublishForm } from './publish-form.ts';
import { REMEDIES } from './remedies.ts';
import { RequestForm } from './request-form.ts';

/** Where a private answer goes: to the person who acted, in the channel where it happened. */
const Reply = z.object({
  /** Valid for 30 minutes and 5 uses; absent for modal submissions. */
  responseUrl: z.optional(z.string()),
  channel: z.optional(z.string()),
  /** A view opened by the slack function, to be filled or replaced by the worker. */
  viewId: z.optional(z.string()),
  /** Of that view as it was then: a view that went on since is left alone. */
  viewHash: z.optional(z.string()),
});

const base = {
  /** Also the FIFO deduplication id; made from Slack's own ids, so that the same click is the same job. */
  id: z.string().check(z.minLength(1), z.maxLength(128)),
  /** Epoch seconds at which the person acted. Jobs older than 15 minutes are asked for again, not executed. */
  at: z.number(),
  workspace: z.string(),
  enterprise: z.optional(z.string()),
  /** The person's own workspace, where it is not the one in which they acted. */
  home: z.optional(z.string()),
  user: z.string(),
  /** ARN of who sent it by command line, with AWS's own authority over the queue; absent on all that comes from Slack. */
  operator: z.optional(z.string()),
  reply: Reply,
};

/** What a button carries: the subscription, for the queue's order, and the opaque id of what its message showed. Neither is authority. */
const shown = {
  subscriptionId: z.string().check(z.minLength(1), z.maxLength(64)),
  reference: z.string().check(z.minLength(1), z.maxLength(64)),
};

/** What of a request its asker may change while it waits. */
const { tables, permissions, reason, durationSeconds, expiresAt, fields, confirmed } = RequestForm.shape;
const CHANGEABLE = { tables, permissions, reason, durationSeconds, expiresAt, fields, confirmed };

export const Job = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('request-access'), form: RequestForm }),
  /** Marks in the open request form what the person's teams have of the product. */
  z.object({
    ...base,
    kind: z.literal('open-request'),
    /** The product's key. */
    product: z.string(),
    again: z.optional(z.string()),
    notice: z.optional(z.string()),
    filled: z.optional(
      z.object({
        tables: z.array(z.string()),
        permissions: z.array(z.string()),
        reason: z.string(),
        team: z.optional(z.string()),
        durationSeconds,
        expiresAt,
        fields,
      }),
    ),
  }),
  z.object({ ...base, kind: z.literal('approve'), ...shown }),
  z.object({ ...base, kind: z.literal('open-deny'), ...shown }),
  z.object({ ...base, kind: z.literal('deny'), ...shown, reason: z.string() }),
  z.object({ ...base, kind: z.literal('import'), ...shown }),
  z.object({ ...base, kind: z.literal('open-review'), ...shown }),
  z.object({
    ...base,
    kind: z.literal('review'),
    ...shown,
    tables: z.array(z.string()),
    /** Of a request that follows a product; absent: it follows none. */
    live: z.optional(z.boolean()),
    permissions: z.array(z.string()),
    grantable: z.array(z.string()),
    columns: z.optional(ChosenColumns),
    rows: z.optional(ChosenRows),
    /** Shorter than asked for, counted from the click; absent: as asked for. */
    durationSeconds: z.optional(z.number().check(z.int(), z.positive())),
    /** The end instead of a length; no later than asked for. */
    expiresAt,
    note: z.string(),
    /** What was typed where the form asked for the product's name. */
    confirm: z.optional(z.string()),
  }),
  z.object({ ...base, kind: z.literal('retry'), ...shown }),
  z.object({ ...base, kind: z.literal('keep-partial'), ...shown }),
  z.object({ ...base, kind: z.literal('roll-back'), ...shown }),
  z.object({ ...base, kind: z.literal('withdraw'), ...shown }),
  z.object({ ...base, kind: z.literal('nudge'), ...shown }),
  z.object({ ...base, kind: z.literal('share-held'), ...shown }),
  z.object({ ...base, kind: z.literal('open-again'), ...shown }),
  z.object({ ...base, kind: z.literal('open-edit'), ...shown }),
  z.object({
    ...base,
    kind: z.literal('edit'),
    ...shown,
    ...CHANGEABLE,
  }),
  z.object({ ...base, kind: z.literal('open-ask'), ...shown }),
  z.object({ ...base, kind: z.literal('ask'), ...shown, text: z.string() }),
  z.object({ ...base, kind: z.literal('open-answer'), ...shown }),
  z.object({ ...base, kind: z.literal('answer'), ...shown, text: z.string() }),
  z.object({ ...base, kind: z.literal('open-modify'), ...shown }),
  z.object({
    ...base,
    kind: z.literal('modify'),
    ...shown,
    permissions: z.array(z.string()),
    grantable: z.array(z.string()),
    /** Absent: as they are; empty: all columns of every table. */
    columns: z.optional(ChosenColumns),
    /** As `columns`. */
    rows: z.optional(ChosenRows),
    /** From the click on; absent both: its end stays. */
    durationSeconds: z.optional(z.number().check(z.int(), z.positive())),
    endless: z.optional(z.boolean()),
    note: z.string(),
  }),
  z.object({ ...base, kind: z.literal('open-revoke'), ...shown }),
  z.object({ ...base, kind: z.literal('revoke'), ...shown, reason: z.string() }),
  z.object({ ...base, kind: z.literal('open-extend'), ...shown }),
  z.object({
    ...base,
    kind: z.literal('ask-extension'),
    subscriptionId: shown.subscriptionId,
    /** Absent where the id was typed. */
    reference: z.optional(shown.reference),
    seconds: z.number().check(z.int(), z.positive()),
    reason: z.string(),
  }),
  z.object({ ...base, kind: z.literal('let-end'), ...shown }),
  z.object({ ...base, kind: z.literal('approve-extension'), ...shown }),
  z.object({ ...base, kind: z.literal('open-deny-extension'), ...shown }),
  z.object({ ...base, kind: z.literal('deny-extension'), ...shown, reason: z.string() }),
  z.object({
    ...base,
    kind: z.literal('look'),
    what: z.enum(LOOKS),
    words: z.string(),
    /** Counted from 0, of what is shown by the page. */
    page: z.optional(z.number().check(z.int(), z.minimum(0))),
  }),
  z.object({
    ...base,
    kind: z.literal('home'),
    page: z.optional(z.object({ section: z.string(), from: z.number().check(z.minimum(0)) })),
  }),
  z.object({ ...base, kind: z.literal('install'), code: z.string(), nonce: z.string() }),
  z.object({ ...base, kind: z.literal('uninstalled') }),
  /** Fills the form, and fills it again after each change of what decides about the tables. */
  z.object({ ...base, kind: z.literal('open-publish'), form: PublishForm }),
  z.object({ ...base, kind: z.literal('publish'), form: PublishForm }),
  /** Goes on with a publication where the job before had to stop, or tries again what failed. */
  z.object({
    ...base,
    kind: z.literal('continue-publish'),
    publication: z.string().check(z.regex(/^[\w-]{22}$/)),
    /** Counts the jobs of a publication: one that is not the next is an old one. */
    number: z.optional(z.number().check(z.int(), z.positive())),
  }),
  /** Words of a person, or a product's key. */
  z.object({ ...base, kind: z.literal('open-delete-product'), product: z.string() }),
  z.object({
    ...base,
    kind: z.literal('delete-product'),
    team: z.string(),
    /** Mesh database, and as the person typed it. */
    database: z.string(),
    confirm: z.string(),
  }),
  /** Keeps what was done to a record outside the app. */
  z.object({
    ...base,
    kind: z.literal('observe'),
    subscriptionId: shown.subscriptionId,
    /** Of the stream's record. */
    sequence: z.string(),
    /** Epoch seconds of the change. */
    seenAt: z.number(),
    observation: Observation,
  }),
  z.object({
    ...base,
    kind: z.literal('announce-deletion'),
    team: z.string(),
    database: z.string(),
    /** Last day, `YYYY-MM-DD`. */
    date: z.string(),
    /** What those who have access are told; may be empty. */
    reason: z.string(),
  }),
  z.object({ ...base, kind: z.literal('cancel-deletion'), team: z.string(), database: z.string() }),
  z.object({ ...base, kind: z.literal('open-emergency'), verb: z.enum(EMERGENCIES), words: z.string() }),
  z.object({
    ...base,
    kind: z.literal('emergency'),
    verb: z.enum(EMERGENCIES),
    /** Team, account, person or `all`, as it was typed. */
    about: z.string(),
    confirm: z.string(),
    note: z.string(),
  }),
  /** One subscription of an emergency. */
  z.object({
    ...base,
    kind: z.literal('carry-out'),
    subscriptionId: shown.subscriptionId,
    verb: z.enum(EMERGENCIES),
    about: z.string(),
    name: z.string(),
    note: z.string(),
    /** Id of the job that gave the order. */
    order: z.string(),
    index: z.number(),
    total: z.number(),
  }),
  /** `place` is what the button carried: a filter, or the words that narrowed the list. */
  z.object({ ...base, kind: z.literal('open-row-filter'), place: z.string() }),
  z.object({
    ...base,
    kind: z.literal('save-row-filter'),
    metadata: z.string(),
    /** Option value of `database.table`; empty where the filter is there already, as is the name. */
    table: z.string(),
    name: z.string(),
    expression: z.string(),
    description: z.string(),
  }),
  z.object({ ...base, kind: z.literal('delete-row-filter'), place: z.string() }),
  z.object({ ...base, kind: z.literal('sync-catalogue') }),
  z.object({ ...base, kind: z.literal('renew-tokens') }),
  z.object({
    ...base,
    kind: z.literal('sweep'),
    /** Goes on behind this record, where the job before had to stop. */
    after: z.optional(z.string()),
  }),
  z.object({
    ...base,
    kind: z.literal('brake'),
    /** `sweep`: begin one now, without any order. */
    choice: z.enum(['allow', 'hold', 'sweep']),
    /** Accesses that a sweep may end. */
    most: z.number().check(z.int(), z.minimum(0)),
  }),
  z.object({ ...base, kind: z.literal('drift') }),
  z.object({ ...base, kind: z.literal('export'), words: z.string() }),
  z.object({ ...base, kind: z.literal('delegate'), words: z.string() }),
  /** From the command line: nobody but an administrator of the mesh account may put jobs into the queue besides the app. */
  z.object({
    ...base,
    kind: z.literal('operator-delegation'),
    /** Of the one who typed it. */
    arn: z.string(),
    /** Id of the delegation that is over. */
    end: z.optional(z.string()),
    begin: z.optional(z.omit(Delegation, { id: true, by: true, at: true, workspace: true, ended: true })),
  }),
  z.object({
    ...base,
    kind: z.literal('repair'),
    finding: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
    remedy: z.enum(REMEDIES),
    /** Of Adopt and Ignore: until when, and why. */
    words: z.optional(z.string()),
  }),
  z.object({
    ...base,
    kind: z.literal('open-repair'),
    finding: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
    remedy: z.enum(['adopt', 'ignore']),
  }),
]);
export type Job = z.infer<typeof Job>;
export type JobKind = Job['kind'];
export type JobOf<K extends JobKind> = Extract<Job, { kind: K }>;
