import { expect, it } from '@jest/globals';
import { parseListWords } from '../../../src/handlers/jobs/look/list.ts';

it.each([
  ['', undefined, ['Pending', 'Active']],
  ['mine', 'mine', ['Pending', 'Active']],
  ['ALL denied', 'all', ['Denied']],
  ['active team pending', 'team', ['Active', 'Pending']],
])('M-12 reads %j as scope %s and statuses %j', (words, scope, statuses) => {
  expect(parseListWords(words)).toEqual({ scope, statuses });
});

it('answers an unknown word with what to type instead', () => {
  expect(() => parseListWords('everything')).toThrow(
    expect.objectContaining({ userMessage: expect.stringContaining('/mesh list all pending') }),
  );
});
