import { tableArn } from '../names.ts';
import type { Decision } from '../ports/decision.ts';
import { epoch } from './dates.ts';
import type { FollowPorts } from './follow-ports.ts';
import type { FailureCause, Subscription, TableState } from './subscription.ts';

export function followedRecord(
  { place }: FollowPorts,
  record: Subscription,
  { permissions, grantable, database }: Decision,
  {
    tables,
    waiting,
    causes,
    now,
  }: {
    readonly tables: readonly string[];
    readonly waiting: readonly string[];
    readonly causes: ReadonlyMap<string, FailureCause>;
    readonly now: Date;
  },
): Subscription {
  const { fulfilment, byTag } = record;
  const state = (name: string): TableState => {
    const cause = causes.get(name);
    return (
      fulfilment?.tables[name] ?? { state: 'Granted', permissions, grantable, ...(cause ? { cause } : {}) }
    );
  };
  return {
    ...record,
    tables,
    grantedTableArns: tables.map((name) => tableArn(place, database, name)),
    ...(byTag ? { byTag: withHeldBack(byTag, waiting) } : {}),
    ...(fulfilment
      ? {
          fulfilment: {
            ...fulfilment,
            at: epoch(now),
            tables: Object.fromEntries(tables.map((name) => [name, state(name)])),
          },
        }
      : {}),
  };
}

function withHeldBack(
  { heldBack: _, ...scope }: NonNullable<Subscription['byTag']>,
  waiting: readonly string[],
): NonNullable<Subscription['byTag']> {
  return waiting.length > 0 ? { ...scope, heldBack: waiting } : scope;
}
