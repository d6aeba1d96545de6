import type { LedgerEvent } from '../mesh/ledger/event.ts';
import type { Outcome } from './outcome.ts';

/** What the app made of an order. */
export function orderedOutcome(event: LedgerEvent | undefined, text: string): Outcome {
  if (event?.outcome === 'done') {
    return { result: event, text };
  }
  return {
    result: event ?? null,
    text:
      event?.cause ??
      'The app has not answered yet. The job waits in its queue; history shows what becomes of it.',
    outcome: 'failed',
  };
}
