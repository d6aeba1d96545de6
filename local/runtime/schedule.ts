import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';
import type { VirtualClock } from '../clock.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { Mapping } from './queue-mapping.ts';

const LOOK_MS = 500;

/** Ticks a function every so many seconds of the virtual clock; a clock that was moved ahead ticks it once, as Scheduler would. */
export function startSchedule(
  target: LambdaFunction,
  clock: VirtualClock,
  everySeconds: number,
  onError: (error: unknown) => void,
): Mapping & { tickNow(): Promise<void> } {
  let due = clock.now();
  let running: Promise<void> = Promise.resolve();
  const tick = async (): Promise<void> => {
    due = clock.now() + everySeconds * 1000;
    await target.invoke(scheduledEvent(clock)).catch(onError);
  };
  const timer = setInterval(() => {
    if (clock.now() >= due) {
      running = tick();
    }
  }, LOOK_MS);
  return {
    tickNow: tick,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

function scheduledEvent(clock: VirtualClock): ScheduledEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '000000000000',
    time: new Date(clock.now()).toISOString(),
    region: 'us-east-1',
    resources: [],
    detail: {},
  };
}
