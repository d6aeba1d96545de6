import * as z from 'zod/mini';
import { Delegation } from '../../../mesh/ledger/delegation.ts';
import { EMERGENCIES } from '../emergencies.ts';
import { OPERATIONS } from '../operations.ts';
import { REMEDIES } from '../remedies.ts';
import { base, shown } from './base.ts';

/** What keeps the mesh right: orders of mesh admins, repairs, and who decides for whom. */
export const ORDER_JOBS = [
  /** What was done, refused or failed at AWS by command line, past the app; kept in the history and nothing else. */
  z.object({
    ...base,
    kind: z.literal('operation'),
    action: z.enum(OPERATIONS),
    outcome: z.enum(['done', 'partly', 'refused', 'failed']),
    note: z.string(),
    /** Mesh database. */
    database: z.optional(z.string()),
    code: z.optional(z.string()),
    /** The sentence that the operator read. */
    cause: z.optional(z.string()),
  }),
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
  z.object({
    ...base,
    kind: z.literal('brake'),
    /** `sweep`: begin one now, without any order. */
    choice: z.enum(['allow', 'hold', 'sweep']),
    /** Accesses that a sweep may end. */
    most: z.number().check(z.int(), z.minimum(0)),
  }),
  z.object({
    ...base,
    kind: z.literal('adopt'),
    /** Digest of the inventory that is confirmed; absent: it is only made, for the command line. */
    shown: z.optional(z.string()),
  }),
  z.object({
    ...base,
    kind: z.literal('restored'),
    choice: z.enum(['begin', 'confirm']),
    /** Digest of the comparison from which it goes on. */
    shown: z.optional(z.string()),
    /** Goes on with what the job before had no time for. */
    goesOn: z.optional(z.boolean()),
  }),
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
  /** From the command line, as `operator-delegation`. */
  z.object({
    ...base,
    kind: z.literal('operator-row-filter'),
    database: z.string(),
    table: z.string(),
    name: z.string(),
    /** Absent: the filter is taken away. */
    expression: z.optional(z.string()),
    /** Ids of the subscriptions that may read other rows from now on. */
    confirmed: z.array(z.string()),
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
] as const;
