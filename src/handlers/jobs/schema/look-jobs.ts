import * as z from 'zod/mini';
import { LOOKS } from '../looks.ts';
import { base } from './base.ts';

/** What only shows something. */
export const LOOK_JOBS = [
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
  z.object({ ...base, kind: z.literal('export'), words: z.string() }),
] as const;
