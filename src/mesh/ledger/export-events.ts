import { csvHead, csvRow } from './csv.ts';
import type { LedgerEvent } from './event.ts';

export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Exported {
  readonly rows: number;
  /** Epoch seconds of the first event that did not fit; absent where all did. */
  readonly cutAt?: number;
}

export interface Export {
  /** The file, piece by piece. */
  readonly text: AsyncIterable<string>;
  /** What the pieces that were read so far hold. */
  readonly summary: () => Exported;
}

/** Writes events, at most so many, as CSV with a head or as a JSON array with an event a line. */
export function exportEvents(
  events: AsyncIterable<LedgerEvent>,
  format: ExportFormat,
  limit = Number.POSITIVE_INFINITY,
): Export {
  let rows = 0;
  let cutAt: number | undefined;
  async function* text(): AsyncIterable<string> {
    yield format === 'csv' ? csvHead() : '[';
    for await (const event of events) {
      if (rows >= limit) {
        cutAt = event.at;
        break;
      }
      yield format === 'csv' ? csvRow(event) : `${rows === 0 ? '' : ','}\n${JSON.stringify(event)}`;
      rows += 1;
    }
    if (format === 'json') {
      yield '\n]\n';
    }
  }
  return { text: text(), summary: () => ({ rows, ...(cutAt === undefined ? {} : { cutAt }) }) };
}
