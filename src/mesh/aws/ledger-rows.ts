import { ConfigurationError } from '../errors.ts';
import { EVENT_SOURCES, LedgerEvent, type LedgerEvent as LedgerEventType } from '../ledger/event.ts';

type Item = Readonly<Record<string, unknown>>;

/** `subscription#`, `person#` and `month#` rows: they fit into one transaction with the decision that they are about. */
export function eventRows(event: LedgerEventType): readonly Item[] {
  const partitions = [
    ...(event.subscriptionId === undefined ? [] : [subscriptionPartition(event.subscriptionId)]),
    personPartition(event.by),
    ...(event.team === undefined ? [] : [teamPartition(event.team)]),
    monthPartition(event.at),
  ];
  return partitions.map((pk) => ({ pk, sk: sortKey(event), ...attributes(event) }));
}

/** One row for each table, which tells of that table alone. */
export function tableRows(event: LedgerEventType): readonly Item[] {
  const { database, tables = [], results, awsRequestIds: _, ...rest } = event;
  return database === undefined
    ? []
    : [...new Set(tables)].map((table) => {
        const own = results?.filter((result) => result.table === table);
        const ids = own?.flatMap(({ awsRequestIds = [] }) => awsRequestIds) ?? [];
        const about = {
          ...rest,
          database,
          tables: [table],
          ...(own ? { results: own } : {}),
          ...(ids.length > 0 ? { awsRequestIds: ids } : {}),
        };
        return { pk: tablePartition(database, table), sk: sortKey(event), ...attributes(about) };
      });
}

export function subscriptionPartition(id: string): string {
  return `subscription#${id}`;
}

export function tablePartition(database: string, table: string): string {
  return `table#${database}.${table}`;
}

export function teamPartition(key: string): string {
  return `team#${key}`;
}

export function personPartition(actor: string): string {
  return `person#${actor}`;
}

export function monthPartition(at: number): string {
  return `month#${new Date(at * 1000).toISOString().slice(0, 7)}`;
}

/** Sort keys of everything from the first to the last second, both counted. */
export function sortRange(from: number | undefined, to: number | undefined): readonly [string, string] {
  return [`event#${instant(from ?? 0)}`, `event#${to === undefined ? '~' : `${instant(to)}~`}`];
}

/** By time; within one second the click, its decision, its results, and what the stream saw of them. */
function sortKey({ at, source, id }: LedgerEventType): string {
  return `event#${instant(at)}#${EVENT_SOURCES.indexOf(source)}#${id}`;
}

function instant(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 19);
}

function attributes(event: LedgerEventType): Item {
  return Object.fromEntries(
    Object.entries(event).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]],
    ),
  );
}

/** Throws `ConfigurationError` (`MALFORMED_LEDGER`). */
export function toEvent(item: Item): LedgerEventType {
  const parsed = LedgerEvent.safeParse(
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value]),
    ),
  );
  if (!parsed.success) {
    throw malformed(item);
  }
  return parsed.data;
}

export function malformed(item: Item): ConfigurationError {
  return new ConfigurationError(
    'MALFORMED_LEDGER',
    `ledger row ${String(item['pk'])} ${String(item['sk'])} is malformed`,
    { userMessage: 'A row of the ledger cannot be read. A mesh admin has to look at it.' },
  );
}
