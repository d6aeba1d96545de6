/** Middle and near-worst of a series, in milliseconds. */
export interface Series {
  readonly median: number;
  readonly p99: number;
}

export function seriesOf(values: readonly number[]): Series {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99) };
}

/** Runs the work so many times, one after the other, and times each run. */
export async function timed(
  times: number,
  work: (index: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const values: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const from = performance.now();
    await work(index);
    values.push(performance.now() - from);
  }
  return values;
}

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly reached: boolean;
}

/** A table for people and for `docs/benchmarks.md`. */
export function markdownTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, measured, target, reached }) =>
      `| ${what} | ${measured} | ${target} | ${reached ? 'yes' : '**no**'} |`,
  );
  return ['| what | measured | target | reached |', '|---|---|---|---|', ...lines].join('\n');
}
