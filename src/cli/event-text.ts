import type { LedgerEvent } from '../mesh/ledger/event.ts';

/** One event in one line, with one more for each table. */
export function eventText(event: LedgerEvent): string {
  const { at, source, action, outcome, by, name, subscriptionId, database, tables = [] } = event;
  const { permissions = [], code, cause, note, from, to, results = [], expiresAt, isSecurityEvent } = event;
  const parts = [
    new Date(at * 1000).toISOString(),
    source,
    action,
    outcome,
    `by ${name ? `${name} (${by})` : by}`,
    ...(event.team ? [`team ${event.team}`] : []),
    ...(subscriptionId ? [subscriptionId] : []),
    ...(database ? [`${database}: ${tables.join(', ')}`] : []),
    ...(permissions.length > 0 ? [permissions.join(', ')] : []),
    ...(from || to ? [`${from ?? ''} → ${to ?? ''}`] : []),
    ...(expiresAt === undefined ? [] : [`ends ${new Date(expiresAt * 1000).toISOString()}`]),
    ...(code ? [`(${code})`] : []),
    ...(cause ? [cause] : []),
    ...(note ? [`note: ${note}`] : []),
    ...(isSecurityEvent ? ['SECURITY EVENT'] : []),
  ];
  const lines = results.map(
    ({ table, state, permissions: held, cause: why, awsRequestIds = [] }) =>
      `    ${table}: ${[state, ...held].join(' ')}${why ? ` ${why}` : ''}${awsRequestIds.length > 0 ? ` [${awsRequestIds.join(', ')}]` : ''}`,
  );
  return [parts.join('  '), ...lines].join('\n');
}
