import { expect, it } from '@jest/globals';
import { parsePeriod } from '../../../src/mesh/ledger/period.ts';

const at = (iso: string) => Date.parse(iso) / 1000;

it.each([
  ['2026-01-01..2026-03-31', at('2026-01-01T00:00:00Z'), at('2026-03-31T23:59:59Z')],
  ['2028-02..2028-02', at('2028-02-01T00:00:00Z'), at('2028-02-29T23:59:59Z')],
  ['2026-12-31', at('2026-12-31T00:00:00Z'), at('2026-12-31T23:59:59Z')],
  ['2026-12..', at('2026-12-01T00:00:00Z'), undefined],
  ['..2026-12', undefined, at('2026-12-31T23:59:59Z')],
  ['', undefined, undefined],
])('reads %s, its last day counted whole', (text, from, to) => {
  expect(parsePeriod(text)).toEqual({ ...(from ? { from } : {}), ...(to ? { to } : {}) });
});

it.each([
  'yesterday',
  '2026-02-30',
  '2026-13',
  '..',
  '2026-03-01..2026-02-01',
  '2026-01-01..2026-01-02..2026-01-03',
])('refuses %s and says how a period is written', (text) => {
  expect(() => parsePeriod(text)).toThrow(expect.objectContaining({ code: 'BAD_PERIOD' }));
});
