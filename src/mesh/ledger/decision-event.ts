import type { Decision } from '../ports/decision.ts';
import type { LedgerEvent } from './event.ts';

/** The event that goes into the claim's transaction beside the decision's own row. */
export function decisionEvent(decision: Decision): LedgerEvent {
  const { job, kind, by, onBehalf, at, subscriptionId, owner, subscriber, database } = decision;
  const { tables, permissions, grantable, columns, rows, expiresAt, note, stage } = decision;
  return {
    id: `${job}#decision#${subscriptionId}`,
    at,
    source: 'decision',
    action: kind,
    outcome: 'done',
    by,
    ...(onBehalf === undefined ? {} : { onBehalf }),
    job,
    subscriptionId,
    owner,
    subscriber,
    database,
    tables: [...tables],
    permissions: [...permissions],
    grantable: [...grantable],
    ...(columns === undefined ? {} : { columns: columnsOf(columns) }),
    ...(decision.byTag === undefined ? {} : { byTag: `${decision.byTag.kind} ${decision.byTag.name}` }),
    ...(rows === undefined ? {} : { rows: rowsOf(rows) }),
    ...(stage === undefined ? {} : { stage }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(note === undefined ? {} : { note }),
  };
}

function rowsOf(scopes: NonNullable<Decision['rows']>): NonNullable<LedgerEvent['rows']> {
  return Object.fromEntries(Object.entries(scopes).map(([table, names]) => [table, [...names]]));
}

function columnsOf(scopes: NonNullable<Decision['columns']>): NonNullable<LedgerEvent['columns']> {
  return Object.fromEntries(
    Object.entries(scopes).map(([table, scope]) => [
      table,
      'include' in scope ? { include: [...scope.include] } : { exclude: [...scope.exclude] },
    ]),
  );
}
