import type { LedgerEvent, TableResult } from './event.ts';

type Cell = (event: LedgerEvent) => string | number | boolean | undefined;

const words = (list: readonly string[] | undefined): string | undefined => list?.join(' ');
const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at * 1000).toISOString();

/** The columns of an export, in order. */
const COLUMNS: Readonly<Record<string, Cell>> = {
  time: ({ at }) => iso(at),
  source: ({ source }) => source,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  by: ({ by }) => by,
  for: ({ onBehalf }) => onBehalf,
  name: ({ name }) => name,
  team: ({ team }) => team,
  teams: ({ teams }) => words(teams),
  channel: ({ channel }) => channel,
  subscription: ({ subscriptionId }) => subscriptionId,
  owner: ({ owner }) => owner,
  subscriber: ({ subscriber }) => subscriber,
  database: ({ database }) => database,
  tables: ({ tables }) => words(tables),
  permissions: ({ permissions }) => words(permissions),
  grantable: ({ grantable }) => words(grantable),
  columns: ({ columns }) => (columns === undefined ? undefined : JSON.stringify(columns)),
  follows: ({ byTag }) => byTag,
  rows: ({ rows }) => (rows === undefined ? undefined : JSON.stringify(rows)),
  stage: ({ stage }) => stage,
  ends: ({ expiresAt }) => iso(expiresAt),
  from: ({ from }) => from,
  to: ({ to }) => to,
  code: ({ code }) => code,
  cause: ({ cause }) => cause,
  note: ({ note }) => note,
  security_event: ({ isSecurityEvent }) => isSecurityEvent,
  results: ({ results }) => results?.map(resultText).join('; '),
  aws_request_ids: ({ awsRequestIds }) => words(awsRequestIds),
  session: ({ session }) => session,
  job: ({ job }) => job,
  id: ({ id }) => id,
};

/** The first line of an export. */
export function csvHead(): string {
  return csvLine(Object.keys(COLUMNS));
}

export function csvRow(event: LedgerEvent): string {
  return csvLine(Object.values(COLUMNS).map((cell) => String(cell(event) ?? '')));
}

/** One line by RFC 4180, ended by CRLF. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * What a spreadsheet would take for a formula gets an apostrophe in front, so that a reason that somebody typed stays a text.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function resultText({ table, state, permissions, cause }: TableResult): string {
  return `${table} ${state}${permissions.length > 0 ? ` ${permissions.join(' ')}` : ''}${cause ? ` (${cause})` : ''}`;
}
