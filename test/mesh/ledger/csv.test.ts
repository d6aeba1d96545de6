import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvLine } from '../../../src/mesh/ledger/csv.ts';
import { parseCsv } from '../../support/parse-csv.ts';

describe('a line of CSV', () => {
  it('comes back cell by cell, whatever people typed, and no cell begins a formula', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ','), fc.string())
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 8 }), (cells) => {
        const [back = []] = parseCsv(csvLine(cells));

        expect(back.map((text, index) => (text === `'${cells[index]}` ? cells[index] : text))).toEqual(cells);
        expect(back.filter((text) => /^[=+\-@\t\r]/.test(text))).toEqual([]);
      }),
    );
  });

  it('puts an apostrophe before what a spreadsheet would calculate, and quotes what needs quotes', () => {
    expect(csvLine(['=HYPERLINK("http://evil")', 'a,b', 'plain', '-1', 'say "hi"'])).toBe(
      `"'=HYPERLINK(""http://evil"")","a,b",plain,"'-1","say ""hi"""\r\n`,
    );
  });
});
