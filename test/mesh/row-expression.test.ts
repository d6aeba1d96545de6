import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MeshError } from '../../src/mesh/errors.ts';
import { checkExpression } from '../../src/mesh/row-expression/check-expression.ts';

const columns = [
  { name: 'country', type: 'string' },
  { name: 'Amount', type: 'decimal(10,2)' },
  { name: 'is_active', type: 'boolean' },
  { name: 'address', type: 'struct<city:string,zip:int>' },
  { name: 'tags', type: 'array<string>' },
  { name: 'born', type: 'date' },
  { name: 'year', type: 'int', isPartitionKey: true as const },
];

function faultOf(text: string): string {
  try {
    checkExpression(text, columns);
    return 'none';
  } catch (error) {
    return error instanceof MeshError ? (error.fields['expression'] ?? '') : 'another error';
  }
}

describe('the expression of a row filter', () => {
  it.each([
    "country = 'DE'",
    " country='O''Brien' ",
    "NOT (country IN ('DE', 'FR') OR amount >= 10.5) AND is_active = TRUE",
    'amount BETWEEN -1 AND 1e6 AND amount not between 2 and 3',
    "country LIKE 'D%' or Country not like '_R' AND country IS NOT NULL",
    "address.city = 'Bonn' AND year <> 2024",
    '"country" != \'DE\'',
    `${'('.repeat(40)}year = 1${')'.repeat(40)}`,
  ])('may be %s', (text) => {
    expect(checkExpression(text, columns)).toBe(text.trim());
  });

  it.each([
    ['', 'Write which rows are given'],
    ["land = 'DE'", 'There is no column land. The table has country, Amount'],
    ["country = 'DE", 'has no closing quote'],
    ['country = DE', 'Texts go in single quotes'],
    ['country = "DE"', 'Texts go in single quotes'],
    ['country = amount', 'AWS compares no column with another'],
    ["lower(country) = 'de'", 'looks like a function'],
    ["amount = '10'", 'Amount'.toLowerCase()],
    ['country > 5', 'country is a text'],
    ['country = NULL', 'Write country IS NULL'],
    ['year IS NULL', 'year is a partition key'],
    ["tags = 'a'", 'tags is of type array<string>'],
    ["born > '2020-01-01'", 'born is of type date'],
    ["address.street = 'x'", 'address has no field street'],
    ["country.code = 'x'", 'has no fields'],
    ["(country = 'DE'", 'parenthesis is not closed'],
    ["country = 'DE')", 'closing parenthesis too many'],
    ["country = 'DE' amount = 1", 'After a comparison comes AND, OR or the end'],
    ["country = 'DE' AND", 'ends too early'],
    ["'DE' = country", 'begins with a column'],
    ['amount IN 1, 2', 'After amount IN comes a list'],
    ['amount IN (1 2)', 'is not closed'],
    ['amount IN ()', 'a value is missing'],
    ['amount BETWEEN 1', 'needs two values'],
    ["amount LIKE '1%'", 'LIKE compares a text column'],
    ['amount NOT = 1', 'NOT IN, NOT BETWEEN or NOT LIKE'],
    ["country = 'x'; DROP TABLE people", 'Comments and semicolons'],
    ["country = 'x' -- all", 'Comments and semicolons'],
    ["country ~ 'x'", '"~" cannot be part'],
    [`country = '${'x'.repeat(2048)}'`, 'takes at most 2047'],
    [`${'('.repeat(60)}year = 1${')'.repeat(60)}`, 'nested more than'],
    [`${'NOT '.repeat(60)}year = 1`, 'nested more than'],
  ])('may not be %s', (text, sentence) => {
    expect(faultOf(text)).toContain(sentence);
  });

  it('is refused in one sentence or two, or taken, whatever somebody types', () => {
    const word = fc.constantFrom(
      'country',
      'amount',
      'year',
      'AND',
      'OR',
      'NOT',
      'IN',
      'LIKE',
      'IS',
      'NULL',
      'BETWEEN',
      '(',
      ')',
      ',',
      '=',
      '<',
      "'DE'",
      '5',
      'TRUE',
      '"',
      "'",
      ';',
      '💥',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const fault = faultOf(words.join(' '));
        expect(fault === 'none' || /^[^\n]{10,300}\.$/.test(fault)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
