import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
  readonly restarts: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
  /** What differed from the model at a restart or at the end; nothing if all is well. */
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
    async restart() {
      await world.laptop.close();
      world.laptop = await aLaptop({ dataDir, keep: true, onAwsCall });
    },
  };
  const slots = newSlots();
  const counts: Record<string, number> = {};
  const samples: Sample[] = [];
  const wrong: string[] = [];
  const from = Date.now();
  let restarts = 0;
  let done = 0;
  try {
    while (done < events && Date.now() - from < minutes * 60_000) {
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
          wrong.push(...(await differences(world, slots)));
          await world.restart();
          restarts += 1;
        }
      }
    }
    wrong.push(...(await differences(world, slots)));
    return { seed, events: done, minutes: (Date.now() - from) / 60_000, restarts, counts, samples, wrong };
  } finally {
    await world.laptop.close();
  }
}

async function begin(onAwsCall: NonNullable<Parameters<typeof aLaptop>[0]>['onAwsCall']) {
  const dataDir = mkdtempSync(path.join(process.env['MESH_TEST_FOLDER'] ?? tmpdir(), 'soak-'));
  return { dataDir, laptop: await aLaptop({ dataDir, ...(onAwsCall ? { onAwsCall } : {}) }) };
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
