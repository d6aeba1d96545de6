import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expiries } from '../../../src/handlers/schedule/expiries.ts';
import { warningDue } from '../../../src/handlers/schedule/warnings.ts';
import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { aSubscription } from '../../support/a-subscription.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const seconds = (iso: string) => Date.parse(iso) / 1000;

function lasting(from: number, term: number, changes: Partial<Subscription> = {}): Subscription {
  return aSubscription({
    status: 'Active',
    expiresAt: from + term,
    fulfilment: {
      phase: 'Granted',
      job: 'job-1',
      at: from,
      tables: {},
      decision: { kind: 'approve', by: 'slack:T0MESH/U0BO', at: from },
    },
    ...changes,
  });
}

/** What a sweep every five minutes tells of a record, as [lead, seconds before the end]; ends with the sweep that ends the access. */
function lived(record: Subscription, from: number, offset = 0): { told: number[][]; endedAfter: number } {
  let current = record;
  const told: number[][] = [];
  const end = record.expiresAt ?? 0;
  for (let now = from + offset; ; now += 300) {
    const lead = warningDue(current, now);
    if (lead !== undefined) {
      told.push([lead, end - now]);
      current = { ...current, endNotice: { end, lead } };
    }
    if (expiries.due(current, { now, over: new Set() })) {
      return { told, endedAfter: now - end };
    }
  }
}

describe('the end of an access', () => {
  it.each([
    ['over the end of a leap February', '2028-02-15T00:00:00Z', 29 * DAY],
    ['over the end of a year', '2026-12-20T23:59:59Z', 30 * DAY],
    ['over the hour that Berlin skips in March', '2027-03-20T01:30:00Z', 10 * DAY],
    ['over the hour that New York has twice in November', '2026-10-25T05:30:00Z', 10 * DAY],
  ])('is warned of a week and a day before, once each: %s', (_, start, term) => {
    const from = seconds(start);

    const { told, endedAfter } = lived(lasting(from, term), from);

    expect(told.map(([lead]) => lead)).toEqual([7 * DAY, DAY]);
    expect(endedAfter).toBeLessThanOrEqual(300);
  });

  it('is warned of an hour before where the access is short, and not at all where it is shorter than that', () => {
    const from = seconds('2027-01-31T12:00:00Z');
    const leadsOf = (term: number) => lived(lasting(from, term), from).told.map(([lead]) => lead);

    expect(leadsOf(36 * HOUR)).toEqual([DAY, HOUR]);
    expect(leadsOf(DAY)).toEqual([HOUR]);
    expect(leadsOf(HOUR)).toEqual([]);
    expect(leadsOf(3 * DAY)).toEqual([DAY]);
  });

  it('says only the nearest of several warnings that came due while nothing ran, and none once it was let end', () => {
    const from = seconds('2027-05-01T00:00:00Z');
    const record = lasting(from, 30 * DAY);
    const end = from + 30 * DAY;

    expect(warningDue(record, end - HOUR)).toBe(DAY);
    expect(warningDue({ ...record, endNotice: { end, quiet: true } }, end - HOUR)).toBeUndefined();
    expect(warningDue({ ...record, endNotice: { end: end - DAY, quiet: true } }, end - HOUR)).toBe(DAY);
    expect(warningDue(record, end)).toBeUndefined();
  });

  it('holds for any start, length and hour of the sweep: never late, never twice, never before its time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: seconds('2026-01-01T00:00:00Z'), max: seconds('2032-12-31T23:59:59Z') }),
        fc.integer({ min: 60, max: 40 * DAY }),
        fc.integer({ min: 0, max: 299 }),
        (from, term, offset) => {
          const { told, endedAfter } = lived(lasting(from, term), from, offset);
          const leads = told.map(([lead = 0]) => lead);
          expect(endedAfter).toBeGreaterThanOrEqual(0);
          expect(endedAfter).toBeLessThan(300);
          expect(new Set(leads).size).toBe(leads.length);
          for (const [lead = 0, before = 0] of told) {
            expect(before).toBeLessThanOrEqual(lead);
            expect(before).toBeGreaterThan(lead - 300);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
