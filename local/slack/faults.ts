import * as z from 'zod';

/** A failure ordered through `/_sim/faults`. */
export const Fault = z.object({
  target: z.enum(['aws', 'slack']),
  /** A Web API method, `response_url`, `deliver:<kind>` for a request to the app, or `*`. */
  operation: z.string().min(1),
  kind: z.enum(['throttle', 'error', 'drop', 'slow']),
  /** How many calls fail; then all is well again. */
  count: z.number().int().min(1).max(100_000),
  /** For `slow`: delay. For `throttle`: the wait that is told, rounded up to seconds. */
  ms: z.number().min(0).max(600_000).optional(),
  /** For `error`: this error code with HTTP 200 instead of a bare 503. */
  code: z.string().optional(),
});
export type Fault = z.infer<typeof Fault>;

export interface Faults {
  inject(fault: Fault): void;
  /** The fault that this call meets, used up by one. */
  take(operation: string): Fault | undefined;
  pending(): readonly Fault[];
}

export function createFaults(): Faults {
  let pending: Fault[] = [];
  return {
    inject(fault) {
      pending.push(fault);
    },
    take(operation) {
      const fault = pending.find(
        (candidate) => candidate.operation === operation || candidate.operation === '*',
      );
      if (fault) {
        pending = pending
          .map((candidate) =>
            candidate === fault ? { ...candidate, count: candidate.count - 1 } : candidate,
          )
          .filter(({ count }) => count > 0);
      }
      return fault;
    },
    pending: () => pending,
  };
}
