import { expect, it } from '@jest/globals';
import { parseDelegateWords } from '../../../src/handlers/delegation/parse-delegate-words.ts';
import { isInForce } from '../../../src/mesh/ledger/delegation.ts';

const at = (iso: string) => Date.parse(iso) / 1000;
const NOW = at('2026-11-25T10:00:00Z');

it.each([
  ['<@U0NOOR|noor> 2026-12-21..2027-01-04 holidays', { to: 'U0NOOR', scope: '', reason: 'holidays' }],
  ['@U0NOOR sales 14d', { to: 'U0NOOR', scope: 'sales', begins: NOW, ends: NOW + 14 * 86_400 }],
  [
    '<@U0NOOR> for <@U0BO> retail orders 2w at sea',
    { from: 'U0BO', scope: 'retail orders', reason: 'at sea' },
  ],
  ['end vytxeTZskVKR7C7WgdSP3d', { kind: 'end', id: 'vytxeTZskVKR7C7WgdSP3d' }],
])('reads %s', (words, expected) => {
  expect(parseDelegateWords(words, NOW)).toMatchObject(expected);
});

it.each([
  ['the last day of a month', '2027-01-31', '2027-02-01T00:00:00Z'],
  ['a leap day', '2028-02-29', '2028-03-01T00:00:00Z'],
  ['the day on which summer time begins in Berlin', '2027-03-28', '2027-03-29T00:00:00Z'],
  ['a whole month', '2027-02', '2027-03-01T00:00:00Z'],
])('counts %s whole, in UTC, and ends to the second', (_, last, ends) => {
  const words = parseDelegateWords(`@U0NOOR ..${last}`, NOW);
  const delegation = {
    id: 'd',
    workspace: 'T0MESH',
    from: 'U0BO',
    to: 'U0NOOR',
    by: 'slack:T0MESH/U0BO',
    at: NOW,
    begins: words.kind === 'add' ? words.begins : 0,
    ends: words.kind === 'add' ? words.ends : 0,
  };

  expect(delegation.ends).toBe(at(ends));
  expect(isInForce(delegation, at(ends) - 1)).toBe(true);
  expect(isInForce(delegation, at(ends))).toBe(false);
  expect(isInForce({ ...delegation, ended: { by: 'x', at: NOW } }, NOW + 1)).toBe(false);
  expect(isInForce({ ...delegation, begins: NOW + 1 }, NOW)).toBe(false);
});

it.each([
  '',
  'noor 14d',
  '<@U0NOOR>',
  '<@U0NOOR> for bo 14d',
  'end',
  '<@U0NOOR> 2027-02-30',
  '<@U0NOOR> 2027-01-01..',
])('refuses "%s" with what to type instead', (words) => {
  expect(() => parseDelegateWords(words, NOW)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^BAD_(DELEGATION|PERIOD)$/) }),
  );
});
