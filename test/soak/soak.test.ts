import { expect, it } from '@jest/globals';
import { soak } from './soak.ts';

const isDeep = Boolean(process.env['MESH_TEST_DEEP']);

it(
  'ends with one message for each effect and in agreement with a model, whatever was repeated, reordered, killed or restarted',
  async () => {
    const events = isDeep ? 5_000 : 60;
    const seed = Number(process.env['MESH_TEST_SEED'] ?? 20261125);

    const report = await soak({ seed, events, minutes: 120, restartEvery: isDeep ? 500 : 40 });

    process.stderr.write(`soak with seed ${seed}: ${JSON.stringify(report.counts)}\n`);
    expect(report.wrong).toEqual([]);
    expect(report.events).toBe(events);
    expect(report.counts['gesture']).toBeGreaterThan(events / 25);
  },
  isDeep ? 7_200_000 : 600_000,
);
