import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { bundle } from '../../infra/bundle.ts';
import { startLaptop } from '../../local/start.ts';
import { benchApprovalCalls, createCallCounter } from './approval-calls.ts';
import { benchEngine } from './engine-calls.ts';
import { markdownTable, type Row } from './measure.ts';
import { benchSlackFunction } from './slack-function.ts';
import { benchYear } from './year.ts';

/** `npm run bench`: prints what `docs/benchmarks.md` keeps. Ratios are taken in one run; milliseconds are of this machine. */
async function main(): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'mesh-bench-'));
  const dist = path.join(scratch, 'dist');
  const bundles = await bundle(process.cwd(), dist);
  const counter = createCallCounter();
  const from = performance.now();
  const laptop = await startLaptop({
    root: process.cwd(),
    port: 0,
    awsPort: 0,
    dataDir: path.join(scratch, 'data'),
    reset: false,
    dist,
    onProgress: (step) => console.error(`  ${step}`),
    onAwsCall: counter.onCall,
  });
  const startSeconds = (performance.now() - from) / 1000;
  try {
    const slackKb = (bundles.find(({ name }) => name === 'slack')?.bytes ?? 0) / 1024;
    const rows: Row[] = [
      {
        what: 'first start with seed, to `ready`',
        measured: `${startSeconds.toFixed(1)} s`,
        target: 'under 60 s',
        reached: startSeconds < 60,
      },
      {
        what: 'bundle of the Slack function',
        measured: `${slackKb.toFixed(0)} KB minified`,
        target: 'at most 200 KB',
        reached: slackKb <= 200,
      },
      ...(await benchSlackFunction(laptop, dist, scratch)),
      ...(await benchApprovalCalls(laptop, counter)),
      ...(await benchEngine()),
      ...benchYear(),
    ];
    console.log(
      `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`,
    );
    console.log(markdownTable(rows));
    console.log(
      `\nCalls of the approval: ${[...counter.operations()].map(([name, times]) => `${name} ${times}`).join(', ')}`,
    );
  } finally {
    await laptop.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
