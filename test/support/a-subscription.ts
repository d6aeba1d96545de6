import type { Subscription } from '../../src/mesh/subscriptions/subscription.ts';

/** A request of Ana's team for two tables of the sales team, changed as a test needs it. */
export function aSubscription(changes: Partial<Subscription> = {}): Subscription {
  return {
    id: 'PendingRequestOfAna234',
    owner: '222222222222',
    subscriber: '444444444444',
    status: 'Pending',
    database: 'sales-222222222222',
    tables: ['orders', 'customers'],
    requested: ['SELECT', 'DESCRIBE'],
    permitted: [],
    grantable: [],
    grantedTableArns: [],
    ramShares: {},
    notes: [],
    imported: false,
    createdAt: '2026-11-25 09:00:00',
    createdBy: 'arn:aws:sts::111111111111:assumed-role/data-mesh-fulfilment/U0ANA',
    reason: 'Weekly revenue by region for the board report',
    requestedBy: 'slack:T0MESH/U0ANA',
    requestedVia: 'slack',
    version: 1,
    ...changes,
  };
}
