import { afterAll, beforeAll } from '@jest/globals';
import { PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop, LaptopOptions } from '../../local/start.ts';
import { aLaptop } from './laptop.ts';
import { moveClock } from './move-clock.ts';
import { slackPerson } from './slack-person.ts';

/**
 * One laptop for the tests of a file or of a `describe`, started before the first and closed after the last of them, with everybody of the
 * sample workspace by name. What it gives can be used within tests and within every `beforeAll` that is written behind it. `isWarm`: the tests
 * begin only when the app answers in time, for those that move the clock.
 */
export function onALaptop({
  isWarm = false,
  ...options
}: Partial<LaptopOptions> & { isWarm?: boolean } = {}) {
  let running: Laptop | undefined;
  const started = (): Laptop => {
    if (!running) {
      throw new Error('the laptop starts before the first test, not while tests are collected');
    }
    return running;
  };
  const laptop: Laptop = {
    get url() {
      return started().url;
    },
    get awsUrl() {
      return started().awsUrl;
    },
    get aws() {
      return started().aws;
    },
    get slack() {
      return started().slack;
    },
    get clock() {
      return started().clock;
    },
    get functions() {
      return started().functions;
    },
    get seeded() {
      return started().seeded;
    },
    credentialsOf: (name) => started().credentialsOf(name),
    close: () => started().close(),
  };
  const person = (user: string) => slackPerson(() => laptop.url, user);
  const ana = person(PEOPLE.ana);

  beforeAll(async () => {
    running = await aLaptop(options);
    if (isWarm) {
      await moveClock(running, ana, 0);
    }
  });
  afterAll(() => running?.close());

  return {
    laptop,
    ana,
    eli: person(PEOPLE.eli),
    bo: person(PEOPLE.bo),
    cleo: person(PEOPLE.cleo),
    noor: person(PEOPLE.noor),
    fay: person(PEOPLE.fay),
    mia: person(PEOPLE.mia),
    gus: person(PEOPLE.gus),
  };
}
