import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const Model = z.object({
  latencies: z.record(z.string(), z.union([z.number(), z.string()])),
  dollars: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Of one gigabyte of memory. */
  lambdaDollarsPerSecond: z.number(),
});

export interface Expectation {
  readonly seconds: number;
  readonly dollars: number;
}

/**
 * What these calls, one after the other, would take and cost on AWS, by `aws-model.json`, which names its sources and says what is assumed.
 * Throws where it does not know an operation, so that none is forgotten.
 */
export function expectedOnAws(operations: readonly string[]): Expectation {
  const file = path.join('test', 'load', 'aws-model.json');
  const { latencies, dollars, lambdaDollarsPerSecond } = Model.parse(JSON.parse(readFileSync(file, 'utf8')));
  const of = (numbers: Readonly<Record<string, number | string>>, operation: string): number => {
    const known = numbers[operation];
    if (typeof known !== 'number') {
      throw new Error(`${file} says nothing of ${operation}`);
    }
    return known;
  };
  const seconds = operations.reduce((sum, each) => sum + of(latencies, each), 0) / 1000;
  const calls = operations.reduce((sum, each) => sum + of(dollars, each), 0);
  return { seconds, dollars: calls + seconds * lambdaDollarsPerSecond };
}
