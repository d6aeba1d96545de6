import type { Sample } from './soak.ts';

/** How much a value grows for each thousand events: the slope of the straight line that fits the samples best. */
export function trend(samples: readonly Sample[], key: 'standInMb' | 'functionsMb' | 'handles'): string {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, each) => sum + each, 0) / Math.max(1, values.length);
  const x = mean(samples.map(({ event }) => event));
  const y = mean(samples.map((each) => each[key]));
  const above = samples.reduce((sum, each) => sum + (each.event - x) * (each[key] - y), 0);
  const below = samples.reduce((sum, { event }) => sum + (event - x) ** 2, 0);
  return below === 0 ? 'too few samples for a slope' : ((above / below) * 1000).toFixed(1);
}
