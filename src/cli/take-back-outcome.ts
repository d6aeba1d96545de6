import type { Subscription } from '../mesh/subscriptions/subscription.ts';
import { type Outcome, subscriptionText } from './outcome.ts';

/** Failed where somebody who should lose it is on record still: they hold it, or nobody here may know that they do not. */
export function takeBackOutcome(record: Subscription, roles?: readonly string[]): Outcome {
  const left = (record.handedOn ?? []).filter(({ principal }) => roles?.includes(principal) ?? true);
  const text = subscriptionText(record);
  return left.length === 0
    ? { result: record, text }
    : {
        result: record,
        text: `${text}\n  Not taken back from ${left.map(({ principal }) => principal).join(', ')}: these credentials may not do it, or Lake Formation still shows it. Do it as a data lake administrator of account ${record.subscriber}.`,
        outcome: 'failed',
      };
}
