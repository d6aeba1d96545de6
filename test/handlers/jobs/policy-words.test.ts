import { expect, it } from '@jest/globals';
import { parseTest } from '../../../src/handlers/jobs/look/policy.ts';

const words = (text: string) => text.split(' ').filter((word) => word !== '');

it.each([
  ['retail orders', { name: 'retail orders', permissions: ['SELECT', 'DESCRIBE'] }],
  ['retail orders for 30d as analytics', { name: 'retail orders', seconds: 30 * 86_400, team: 'analytics' }],
  ['sales INSERT, DELETE for 36h', { name: 'sales', permissions: ['INSERT', 'DELETE'], seconds: 36 * 3600 }],
])('reads the hypothetical request %s', (text, expected) => {
  expect(parseTest(words(text))).toMatchObject(expected);
});

it('says what is missing or wrong', () => {
  expect(() => parseTest([])).toThrow(expect.objectContaining({ code: 'BAD_TEST' }));
  expect(() => parseTest(words('sales for ever'))).toThrow(expect.objectContaining({ code: 'BAD_DURATION' }));
});
