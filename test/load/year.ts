import { expiries } from '../../src/handlers/schedule/expiries.ts';
import { warningDue, warnings } from '../../src/handlers/schedule/warnings.ts';
import type { Subscription } from '../../src/mesh/subscriptions/subscription.ts';
import { aSubscription } from '../support/a-subscription.ts';
import type { Row } from './measure.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Lengths that people choose; `undefined` is no end. */
const TERMS = [HOUR, 8 * HOUR, 36 * HOUR, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY, undefined] as const;

export interface YearOptions {
  readonly teams: number;
  readonly subscriptions: number;
  readonly days: number;
  readonly tickSeconds: number;
  readonly seed: number;
}

export interface Year {
  readonly sweeps: number;
  readonly ends: number;
  /** Ends that no sweep honoured although one ran at or after them, or that one honoured before their time. */
  readonly wrongEnds: number;
  readonly warned: number;
  readonly warnedTwice: number;
  readonly extended: number;
  readonly looks: number;
  readonly milliseconds: number;
}

/**
 * Lets teams have, extend, let end and ask again for accesses over a year, sweeping at each tick with the product's own checks; the schedule
 * fails now and then for some hours, as schedules do. The store is a list; no clock of this machine is used.
 */
export function simulateYear({ teams, subscriptions, days, tickSeconds, seed }: YearOptions): Year {
  const random = randomFrom(seed);
  const start = Date.parse('2027-10-15T00:00:00Z') / 1000; // over two changes of the hour and a leap day
  const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(random() * values.length)];
  const begin = (index: number, at: number): Subscription => {
    const term = pick(TERMS);
    return aSubscription({
      id: `year-${index}-${at}`,
      subscriber: String(400_000_000_000 + (index % teams)),
      status: 'Active',
      ...(term === undefined ? {} : { expiresAt: at + term }),
      fulfilment: {
        phase: 'Granted',
        job: 'job',
        at,
        tables: {},
        decision: { kind: 'approve', by: 'slack:T0MESH/U0BO', at },
      },
    });
  };
  const live = Array.from({ length: subscriptions }, (_, index) =>
    begin(index, start - Math.floor(random() * tickSeconds)),
  );
  const told = new Set<string>();
  const over: ReadonlySet<string> = new Set();
  const counts = { sweeps: 0, ends: 0, wrongEnds: 0, warned: 0, warnedTwice: 0, extended: 0, looks: 0 };
  const from = performance.now();
  let lastSweep = start - tickSeconds;
  for (let now = start; now < start + days * DAY; now += tickSeconds) {
    if (random() < 0.001) {
      now += Math.floor((random() * 6 * HOUR) / tickSeconds) * tickSeconds; // the schedule is down
    }
    const pass = { now, over };
    counts.sweeps += 1;
    for (let index = 0; index < live.length; index += 1) {
      const record = live[index];
      if (!record) {
        continue;
      }
      counts.looks += 1;
      const end = record.expiresAt;
      const isOver = end !== undefined && end <= now;
      if (expiries.due(record, pass)) {
        counts.ends += 1;
        counts.wrongEnds += isOver && end > lastSweep ? 0 : 1;
        live[index] = begin(index, now);
        continue;
      }
      counts.wrongEnds += isOver ? 1 : 0;
      if (warnings.due(record, pass)) {
        const lead = warningDue(record, now) ?? 0;
        const key = `${record.id}-${end}-${lead}`;
        counts.warned += 1;
        counts.warnedTwice += told.has(key) ? 1 : 0;
        told.add(key);
        live[index] = answered(record, end ?? 0, lead, random());
        counts.extended += live[index]?.expiresAt === end ? 0 : 1;
      }
    }
    lastSweep = now;
  }
  return { ...counts, milliseconds: performance.now() - from };
}

/** Some extend when they are warned, some let it end, most do nothing. */
function answered(record: Subscription, end: number, lead: number, chance: number): Subscription {
  if (chance < 0.1) {
    return { ...record, expiresAt: end + 30 * DAY, endNotice: { end, lead } };
  }
  return { ...record, endNotice: { end, lead, ...(chance < 0.2 ? { quiet: true } : {}) } };
}

/** Mulberry32: the same seed, the same year. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A year of 500 teams, swept every four hours, and how the cost of a sweep grows with the number of accesses. */
export function benchYear(): readonly Row[] {
  const common = { teams: 500, days: 366, tickSeconds: 4 * HOUR, seed: 2027 };
  const half = simulateYear({ ...common, subscriptions: 10_000 });
  const year = simulateYear({ ...common, subscriptions: 20_000 });
  const growth = year.milliseconds / half.milliseconds;
  const perSweep = year.milliseconds / year.sweeps;
  return [
    {
      what: 'a year of 500 teams and 20,000 accesses: ends honoured by the first sweep after them',
      measured: `${year.ends - year.wrongEnds} of ${year.ends} in ${year.sweeps} sweeps, ${year.extended} extended`,
      target: 'all',
      reached: year.wrongEnds === 0,
    },
    {
      what: 'the same year: warnings told twice',
      measured: `${year.warnedTwice} of ${year.warned}`,
      target: 'none',
      reached: year.warnedTwice === 0,
    },
    {
      what: 'looking through 20,000 records in one sweep, and the growth from 10,000',
      measured: `${perSweep.toFixed(1)} ms, × ${growth.toFixed(1)}`,
      target: 'linear: × 2, at most × 2.6',
      reached: growth <= 2.6,
    },
  ];
}
