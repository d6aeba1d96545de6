import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createClock, type VirtualClock } from './clock.ts';

/** The virtual clock of a data folder: moved ahead once, it stays ahead after a restart, as everything that was written meanwhile expects. */
export async function keptClock(dataDir: string): Promise<VirtualClock> {
  const file = path.join(dataDir, 'clock.json');
  const clock = createClock(readOffset(file));
  clock.onMove((offset) => {
    writeFileSync(`${file}.new`, JSON.stringify({ offset }));
    renameSync(`${file}.new`, file);
  });
  return clock;
}

function readOffset(file: string): number {
  try {
    const { offset }: { offset?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof offset === 'number' && Number.isFinite(offset) ? offset : 0;
  } catch {
    return 0; // never moved
  }
}
