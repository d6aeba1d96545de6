import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Laptop } from '../../local/start.ts';
import { useOf, useOfFunction } from '../load/processes.ts';
import { aLaptop } from '../support/laptop.ts';
import { differences } from './check.ts';
import { randomFrom } from './random.ts';
import { newSlots } from './slots.ts';
import { EVENTS, type EventKind } from './troubles.ts';
import { rememberJob, type SentJob, type World } from './world.ts';

export interface SoakOptions {
  readonly seed: number;
  /** It ends after so many events, or after so many minutes, whatever comes first. */
  readonly events: number;
  readonly minutes: number;
  /** Both stand-ins and all functions are stopped and started again after every so many events. */
  readonly restartEvery: number;
  /** Milliseconds from one event to the next at least, so that it lasts; nothing where it goes as fast as it can. */
  readonly paceMs?: number;
  /** How many times longer everything is waited for than on a machine of its own. */
  readonly patience?: number;
  readonly onProgress?: (line: string) => void;
}

/** Use at one moment. */
export interface Sample {
  readonly event: number;
  readonly standInMb: number;
  readonly functionsMb: number;
  readonly handles: number;
}

export interface SoakReport {
  readonly seed: number;
  readonly events: number;
  readonly minutes: number;
  /** Hours that passed by the product's clock. */
  readonly clockHours: number;
  readonly restarts: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
  /** What differed from the model at a restart or at the end, or never came about, which ends the soak; nothing if all is well. */
  readonly wrong: readonly string[];
}

const SAMPLE_EVERY = 100;
const NAMES = ['slack', 'fulfilment', 'notification', 'delivery', 'housekeeping'].map(
  (name) => `data-mesh-${name}`,
);

/** Lets mixed events happen to the running product, and compares it with a model at each restart and at the end. */
export async function soak({
  seed,
  events,
  minutes,
  restartEvery,
  paceMs = 0,
  patience = 1,
  onProgress = () => undefined,
}: SoakOptions): Promise<SoakReport> {
  const random = randomFrom(seed);
  const sentJobs: SentJob[] = [];
  const onAwsCall = ({ operation, input }: { readonly operation: string; readonly input: unknown }) =>
    rememberJob(sentJobs, operation, input);
  const { laptop, dataDir } = await begin(onAwsCall);
  const world: World = {
    laptop,
    random,
    sentJobs,
    patience,
    async restart() {
      await world.laptop.close();
      world.laptop = await startedAgain(() => aLaptop({ dataDir, keep: true, onAwsCall }), patience);
    },
  };
  const slots = newSlots();
  const counts: Record<string, number> = {};
  const samples: Sample[] = [];
  const wrong: string[] = [];
  const from = Date.now();
  const clockFrom = laptop.clock.now();
  let restarts = 0;
  let done = 0;
  try {
    while (done < events && Date.now() - from < minutes * 60_000) {
      await sleep(Math.max(0, from + done * paceMs - Date.now()));
      const kind = draw(random.next());
      if (await kind.happen(world, random.pick(slots), done)) {
        counts[kind.name] = (counts[kind.name] ?? 0) + 1;
        done += 1;
        if (done % SAMPLE_EVERY === 0) {
          samples.push(sample(done));
          onProgress(
            `${done} events, ${Math.round((Date.now() - from) / 1000)} s, ${JSON.stringify(samples.at(-1))}`,
          );
        }
        if (done % restartEvery === 0 && done < events) {
          const found = await differences(world, slots);
          wrong.push(...found.map((each) => `after ${done} events: ${each}`));
          await world.restart();
          restarts += 1;
        }
      }
    }
    wrong.push(...(await differences(world, slots)));
  } catch (error) {
    wrong.push(
      `after ${done} events: ${error instanceof Error ? `${error.message}, ${error.cause}` : error}`,
    );
  } finally {
    await world.laptop.close();
  }
  return {
    seed,
    events: done,
    minutes: (Date.now() - from) / 60_000,
    clockHours: Math.round((world.laptop.clock.now() - clockFrom) / 360_000) / 10,
    restarts,
    counts,
    samples,
    wrong,
  };
}

async function begin(onAwsCall: NonNullable<Parameters<typeof aLaptop>[0]>['onAwsCall']) {
  const dataDir = mkdtempSync(path.join(process.env['MESH_TEST_FOLDER'] ?? tmpdir(), 'soak-'));
  return { dataDir, laptop: await aLaptop({ dataDir, ...(onAwsCall ? { onAwsCall } : {}) }) };
}

/** The start gives the catalogue twenty seconds, as it does to people; on a loaded machine the next start is another try. */
async function startedAgain(start: () => Promise<Laptop>, patience: number): Promise<Laptop> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries >= patience) {
        throw error;
      }
    }
  }
}

const WEIGHTS = EVENTS.reduce((sum, { weight }) => sum + weight, 0);

function draw(chance: number): EventKind {
  let left = chance * WEIGHTS;
  const found = EVENTS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  if (!found) {
    throw new Error('there are no events');
  }
  return found;
}

function sample(event: number): Sample {
  const uses = NAMES.map(useOfFunction).filter((use) => use !== undefined);
  const own = useOf(process.pid);
  const mb = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  return {
    event,
    standInMb: mb(own?.bytes ?? 0),
    functionsMb: mb(uses.reduce((sum, { bytes }) => sum + bytes, 0)),
    handles: uses.reduce((sum, { handles }) => sum + handles, own?.handles ?? 0),
  };
}
