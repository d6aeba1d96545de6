import { CHANNELS } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { eventually, type SlackPerson } from './slack-person.ts';

/** Slack takes an answer for three seconds; on a loaded machine the first one after a long sleep comes later. */
const IN_TIME_MS = 2_000;

/**
 * Moves the clock, then waits until the app answers in time again: sessions end and functions start anew when days pass, as they do over a
 * week-end, and a person whose form does not open types once more.
 */
export async function moveClock(laptop: Laptop, person: SlackPerson, seconds: number): Promise<void> {
  laptop.clock.advance(seconds);
  await eventually(async () => {
    const { status, ackMs } = await person.command(CHANNELS.analytics, '/mesh find retail');
    return status === 200 && ackMs < IN_TIME_MS;
  }, 'an answer in time');
}
