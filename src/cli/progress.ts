import { Listr } from 'listr2';
import type { Progress } from '../mesh/aws/library/library-options.ts';
import type { Io } from './io.ts';

/** Runs something long: a drawn line that changes on a terminal, and otherwise a plain line for each step. */
export async function withProgress<T>(
  title: string,
  { isTerminal, err }: Pick<Io, 'isTerminal' | 'err'>,
  run: (onProgress: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const told = createTelling(Date.now);
  if (!isTerminal) {
    return run((progress) => err(`${told(progress)}\n`));
  }
  const results: T[] = [];
  const list = new Listr([
    {
      title,
      task: async (_context, task) => {
        results.push(
          await run((progress) => {
            task.output = told(progress);
          }),
        );
      },
    },
  ]);
  await list.run();
  const [result] = results;
  if (result === undefined) {
    throw new Error(`${title} ended without a result`);
  }
  return result;
}

/** `orders: 12 of 100 tables, 3.1 a second, 28 s to go` */
function createTelling(now: () => number): (progress: Progress) => string {
  const began = now();
  return ({ step, done, total }) => {
    if (done === undefined || total === undefined) {
      return step;
    }
    const seconds = Math.max((now() - began) / 1000, 0.001);
    const rate = done / seconds;
    const rest = total > done && rate > 0 ? `, ${Math.ceil((total - done) / rate)} s to go` : '';
    return `${step}: ${done} of ${total} tables, ${rate.toFixed(1)} a second${rest}`;
  };
}
