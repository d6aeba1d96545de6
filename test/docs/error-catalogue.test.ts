import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { CATALOGUE, errorCatalogue } from './error-catalogue.ts';

it('every error that can be thrown is in the catalogue, as the code has it: `npm run errors` writes it', () => {
  expect(readFileSync(CATALOGUE, 'utf8')).toBe(errorCatalogue());
});

it('every code has a sentence for the person who meets it', () => {
  const rows = errorCatalogue()
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
});
