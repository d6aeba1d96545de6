import { type Actor, actorText } from '../actor.ts';
import type { Decision } from '../ports/decision.ts';
import { epoch } from './dates.ts';
import { recordedScope } from './recorded-scope.ts';
import type { Subscription } from './subscription.ts';

export interface DecisionFacts {
  readonly kind: Decision['kind'];
  readonly by: string;
  readonly onBehalf?: Actor | undefined;
  readonly job: string;
  readonly now: Date;
  readonly note?: string | undefined;
  readonly shown?: string | undefined;
}

/** A decision about everything that the record holds. */
export function decisionAbout(
  record: Subscription,
  { kind, by, onBehalf, job, now, note, shown }: DecisionFacts,
): Decision {
  const states = Object.keys(record.fulfilment?.tables ?? {}).filter((name) => name !== '*');
  return {
    subscriptionId: record.id,
    job,
    kind,
    by,
    ...(onBehalf === undefined ? {} : { onBehalf: actorText(onBehalf) }),
    at: epoch(now),
    owner: record.owner,
    subscriber: record.subscriber,
    database: record.database ?? '',
    tables: [...new Set([...record.tables, ...states])],
    permissions: record.permitted.length > 0 ? record.permitted : record.requested,
    grantable: record.grantable,
    ...recordedScope(record),
    ...(record.expiresAt === undefined ? {} : { expiresAt: record.expiresAt }),
    ...(note === undefined ? {} : { note }),
    ...(shown === undefined ? {} : { shown }),
  };
}
