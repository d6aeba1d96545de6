import * as z from 'zod';
import { FAULT_KINDS } from '../faults.ts';

export const ClockRequest = z.union([
  z.strictObject({ advanceSeconds: z.number() }),
  z.strictObject({ now: z.union([z.iso.datetime({ offset: true }), z.number()]) }),
]);

export const FaultRequest = z.strictObject({
  target: z.literal('aws').optional(),
  service: z.string().optional(),
  operation: z.string().optional(),
  kind: z.enum(FAULT_KINDS),
  count: z.number().int().positive().optional(),
  ms: z.number().nonnegative().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});

export const SettingsRequest = z.strictObject({
  iamPropagationMs: z.number().nonnegative().optional(),
  ramPropagationMs: z.number().nonnegative().optional(),
  organisations: z.array(z.array(z.string().regex(/^\d{12}$/))).optional(),
});

/** The body as what the schema says, or a sentence about what is wrong with it. */
export function read<T>(
  schema: z.ZodType<T>,
  raw: unknown,
): { readonly value: T } | { readonly problem: string } {
  const parsed = schema.safeParse(raw);
  return parsed.success ? { value: parsed.data } : { problem: z.prettifyError(parsed.error) };
}
