import { UpstreamError } from '../../mesh/errors.ts';
import type { Phase, Subscription } from '../../mesh/subscriptions/subscription.ts';

/**
 * The engine records a step that AWS did not take and returns; the job then counts as failed, so that the queue tries again and the person
 * hears of it in the end. Throws a retryable `UpstreamError` (`STEP_FAILED`).
 */
export function requireFinished({ id, fulfilment }: Subscription, failed: Phase): void {
  if (fulfilment?.phase !== failed) {
    return;
  }
  const causes = Object.entries(fulfilment.tables).flatMap(([table, { cause }]) =>
    cause ? [`${table}: ${cause.message}`] : [],
  );
  const why = fulfilment.cause?.message ?? causes[0] ?? 'AWS did not confirm it.';
  throw new UpstreamError('STEP_FAILED', `${id} is ${failed}`, { retryable: true, userMessage: why });
}
