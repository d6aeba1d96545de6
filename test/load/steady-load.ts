import path from 'node:path';
import type { Laptop } from '../../local/start.ts';
import { type Row, seriesOf } from './measure.ts';
import { type ProcessUse, useOfFunction } from './processes.ts';
import { benchFunction, sign } from './slack-function.ts';

const PER_SECOND = 50;
const SECONDS = 60;
const NAME = 'bench-steady';
/** Answered by the public function itself; every other verb is one job, which would load the workers and not what is measured. */
const COMMANDS = ['help', 'helf', 'help', 'nonsense'] as const;

/** The public function under 50 requests a second for a minute, each sent at its time, however long the ones before take. */
export async function benchSteadyLoad(laptop: Laptop, dist: string): Promise<readonly Row[]> {
  const target = benchFunction(laptop, path.join(dist, 'slack'), { name: NAME, concurrency: 4 });
  const waits: number[] = [];
  let errors = 0;
  const send = async (index: number): Promise<void> => {
    const from = performance.now();
    try {
      await sign(laptop, target, {
        command: '/mesh',
        text: COMMANDS[index % COMMANDS.length] ?? 'help',
        team_id: 'T0MESH',
        user_id: 'U0ANA',
        channel_id: 'C0ANALYTICS',
        trigger_id: `${index}.2.3`,
        response_url: `${laptop.url}/response/none`,
      });
      waits.push(performance.now() - from);
    } catch {
      errors += 1;
    }
  };
  try {
    await Promise.all(COMMANDS.map((_, index) => send(index))); // environments start
    waits.length = 0;
    const sent: Promise<void>[] = [];
    const begin = performance.now();
    let early: ProcessUse | undefined;
    for (let index = 0; index < PER_SECOND * SECONDS; index += 1) {
      const due = begin + (index * 1000) / PER_SECOND;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      sent.push(send(index));
      if (index === (PER_SECOND * SECONDS) / 4) {
        early = useOfFunction(NAME);
      }
    }
    await Promise.all(sent);
    const late = useOfFunction(NAME);
    const { median, p99 } = seriesOf(waits);
    return [
      {
        what: `Slack function under ${PER_SECOND} requests a second for ${SECONDS} s`,
        measured: `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(0)} ms, ${errors} errors`,
        target: 'p99 under 500 ms, no error',
        reached: p99 < 500 && errors === 0,
      },
      {
        what: 'memory and open handles of its environments, after a quarter of that time and at the end',
        measured: early && late ? `${useText(early)}; ${useText(late)}` : 'this system does not tell',
        target: 'at most × 1.2, and no more handles',
        reached:
          early !== undefined &&
          late !== undefined &&
          late.bytes <= early.bytes * 1.2 &&
          late.handles <= early.handles + early.processes,
      },
    ];
  } finally {
    target.stop();
  }
}

function useText({ processes, bytes, handles }: ProcessUse): string {
  return `${Math.round(bytes / 1024 / 1024)} MB and ${handles} handles in ${processes}`;
}
