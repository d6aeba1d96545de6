import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const RUNS = 5;
const PROBE = `
const begun = performance.now();
require(process.argv[1]);
console.log(performance.now() - begun);
process.exit(0);`;

/**
 * Milliseconds that a fresh Node process of this machine needs to load a bundle, the median of five; nothing of it is called. Without an environment:
 * what a function reads at its start is not there, which is told to the first event only.
 */
export async function loadTime(file: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROBE, file], {
      env: { AWS_LAMBDA_FUNCTION_NAME: 'load-time', POWERTOOLS_LOG_LEVEL: 'SILENT' },
    });
    times.push(Number(stdout.trim().split('\n').at(-1)));
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}
