import { CHANNELS } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { eventually, type SlackPerson } from './slack-person.ts';

/** The schedule ticks every five minutes. */
const TICK = 301;
const LOOK_MS = 20_000;
const MOST_TICKS = 6;

/**
 * Lets the schedule tick until the look succeeds: what a tick began and could not end, since a worker was too slow or lost its lease when the clock
 * jumped, is taken up at a later one.
 */
export async function atSomeTick<T>(
  laptop: Laptop,
  look: () => Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  for (let ticks = 1; ; ticks += 1) {
    laptop.clock.advance(TICK);
    try {
      return await eventually(look, `${what}, after ${ticks} ticks`, LOOK_MS);
    } catch (error) {
      if (ticks === MOST_TICKS) {
        throw error;
      }
    }
  }
}

/** Slack takes an answer for three seconds; on a loaded machine the first one after a long sleep comes later. */
const IN_TIME_MS = 2_000;

/**
 * Moves the clock, then waits until the app answers in time again: sessions end and functions start anew when days pass, as they do over a
 * week-end, and a person whose form does not open types once more.
 */
export async function moveClock(laptop: Laptop, person: SlackPerson, seconds: number): Promise<void> {
  laptop.clock.advance(seconds);
  await eventually(async () => {
    const { status, ackMs } = await person.command(CHANNELS.analytics, '/mesh help');
    return status === 200 && ackMs < IN_TIME_MS;
  }, 'an answer in time');
}
