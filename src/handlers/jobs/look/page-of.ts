import type { JobOf } from '../job.ts';

export interface Page<T> {
  readonly shown: readonly T[];
  /** How many stand before it. */
  readonly from: number;
  /** What the button for the next page carries. */
  readonly next?: string;
}

/** One page of what a look found; the first where the asked one is not there any more. */
export function pageOf<T>(
  found: readonly T[],
  rows: number,
  { what, words, page = 0 }: Pick<JobOf<'look'>, 'what' | 'words' | 'page'>,
): Page<T> {
  const at = page * rows < found.length ? page : 0;
  const from = at * rows;
  const isLast = found.length <= from + rows;
  return {
    shown: found.slice(from, from + rows),
    from,
    ...(isLast ? {} : { next: JSON.stringify({ what, words, page: at + 1 }) }),
  };
}
