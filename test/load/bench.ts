import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { bundle } from '../../infra/bundle.ts';
import { startLaptop } from '../../local/start.ts';
import { benchApprovalCalls, createCallCounter } from './approval-calls.ts';
import { benchEngine } from './engine-calls.ts';
import { benchGrowth } from './growth.ts';
import { markdownTable, type Row } from './measure.ts';
import { benchSlackFunction } from './slack-function.ts';
import { benchSteadyLoad } from './steady-load.ts';
import { benchStream, createOutboxWatch } from './stream-to-outbox.ts';
import { benchTypeAhead } from './type-ahead.ts';
import { benchYear } from './year.ts';

const REPORT = path.join('docs', 'benchmarks.md');
/** What people wrote about the numbers begins here, and stays. */
const REMARKS = '## What is not reached, and why';

/** Puts the numbers into the page: its introduction stays, and its last section. */
function writeReport(rows: readonly Row[], operations: string): void {
  const old = readFileSync(REPORT, 'utf8');
  const machine = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`;
  const introduction = old.slice(0, old.search(/^\d{4}-\d\d-\d\d, /m));
  const numbers = `${machine}\n\n${markdownTable(rows)}\n\nCalls of the approval: ${operations}\n\n`;
  writeFileSync(REPORT, `${introduction}${numbers}${old.slice(old.indexOf(REMARKS))}`);
  console.log(numbers);
}

/** `npm run bench`: measures, prints the numbers and writes them into `docs/benchmarks.md`. Ratios are taken in one run; milliseconds are of this machine. */
async function main(): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'mesh-bench-'));
  const dist = path.join(scratch, 'dist');
  const bundles = await bundle(process.cwd(), dist);
  const counter = createCallCounter();
  const outbox = createOutboxWatch();
  const from = performance.now();
  const laptop = await startLaptop({
    root: process.cwd(),
    port: 0,
    awsPort: 0,
    dataDir: path.join(scratch, 'data'),
    reset: false,
    dist,
    onProgress: (step) => console.error(`  ${step}`),
    onAwsCall: (call) => {
      counter.onCall(call);
      outbox.onCall(call);
    },
  });
  const startSeconds = (performance.now() - from) / 1000;
  try {
    const slackKb = (bundles.find(({ name }) => name === 'slack')?.bytes ?? 0) / 1024;
    const slackRows = await benchSlackFunction(laptop, dist, scratch);
    const approvalRows = await benchApprovalCalls(laptop, counter);
    const operations = [...counter.operations()].map(([name, times]) => `${name} ${times}`).join(', ');
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
      ...slackRows,
      ...approvalRows,
      ...(await benchSteadyLoad(laptop, dist)),
      ...(await benchStream(laptop, outbox)),
      ...(await benchTypeAhead(laptop, dist)),
      ...(await benchEngine()),
      ...(await benchGrowth()),
      ...benchYear(),
    ];
    writeReport(rows, operations);
  } finally {
    await laptop.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
