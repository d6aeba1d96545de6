import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';
import { trend } from './trend.ts';

/** `npm run soak -- --events 5000 --minutes 60 --seed 7`: ends with 1 where something differed from the model. On a loaded machine also `--patience 8`, and `--pace-ms 700` to make it last. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '300' },
      minutes: { type: 'string', default: '60' },
      seed: { type: 'string', default: '20261125' },
      'restart-every': { type: 'string', default: '500' },
      'pace-ms': { type: 'string', default: '0' },
      patience: { type: 'string', default: '1' },
    },
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-soak-'));
  process.env['MESH_TEST_FOLDER'] = folder;
  try {
    const report = await soak({
      seed: Number(values.seed),
      events: Number(values.events),
      minutes: Number(values.minutes),
      restartEvery: Number(values['restart-every']),
      paceMs: Number(values['pace-ms']),
      patience: Number(values.patience),
      onProgress: (line) => console.error(line),
    });
    const { samples, counts, wrong, ...sums } = report;
    console.log(
      `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`,
    );
    console.log(JSON.stringify(sums));
    console.log(JSON.stringify(counts));
    console.log(`stand-ins: ${trend(samples, 'standInMb')} MB for each 1,000 events`);
    console.log(`functions: ${trend(samples, 'functionsMb')} MB for each 1,000 events`);
    console.log(`handles: ${trend(samples, 'handles')} for each 1,000 events`);
    console.log(wrong.length === 0 ? 'everything agrees with the model' : wrong.join('\n'));
    process.exitCode = wrong.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
