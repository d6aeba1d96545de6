import * as z from 'zod/mini';

/** The request form as it travels to the worker, and back into the form after a refusal. Made when it is asked for: see `CONTRIBUTING.md` on start-up. */
export const requestForm = () =>
  z.object({
    /** Consumer team key; empty where the person's only team is meant. */
    team: z.string(),
    /** Empty where a domain is meant. */
    database: z.string(),
    /** Of a domain as `database.table`; none: all that it has. */
    tables: z.array(z.string()),
    /** A whole domain, whose owners each decide on their part. */
    domain: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
    /** Whether tables that the product gets later are asked for too; `tables` are then those that it has. */
    live: z.optional(z.boolean()),
    permissions: z.array(z.string()).check(z.minLength(1)),
    reason: z.string(),
    /** Counted from the approval; absent: no end. */
    durationSeconds: z.optional(z.number().check(z.int(), z.positive())),
    /** The end instead of a length; epoch seconds. */
    expiresAt: z.optional(z.number().check(z.int(), z.positive())),
    /** What the owner's policy asks for besides, by the field's name. */
    fields: z.optional(z.record(z.string(), z.string())),
    /** The text of the owner's conditions that was shown and confirmed. */
    confirmed: z.optional(z.string()),
    /** Id of the ended request that is asked again. */
    again: z.optional(z.string().check(z.maxLength(64))),
  });
export type RequestForm = z.infer<ReturnType<typeof requestForm>>;
