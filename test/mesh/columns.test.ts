import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ColumnScope, coversColumns, unitedColumns } from '../../src/mesh/columns.ts';

const COLUMNS = ['id', 'name', 'email', 'salary'];
/** What a table may get later. */
const EVERY = [...COLUMNS, 'later'];

const names = fc.subarray(COLUMNS, { minLength: 1 });
const scope: fc.Arbitrary<ColumnScope | undefined> = fc.oneof(
  names.map((include) => ({ include })),
  names.map((exclude) => ({ exclude })),
  fc.constant(undefined),
);

function reads(of: ColumnScope | undefined): readonly string[] {
  if (of === undefined) {
    return EVERY;
  }
  return EVERY.filter((name) => ('include' in of ? of.include.includes(name) : !of.exclude.includes(name)));
}

describe('columns', () => {
  it('are together exactly what each of the scopes gives, now and later', () => {
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 4 }), (scopes) => {
        const each = new Set(scopes.flatMap(reads));
        expect(reads(unitedColumns(scopes))).toEqual(EVERY.filter((name) => each.has(name)));
      }),
    );
  });

  it('cover others exactly where nothing of them is left out, now and later', () => {
    fc.assert(
      fc.property(scope, scope, (wide, narrow) => {
        const all = reads(wide);
        expect(coversColumns(wide, narrow)).toBe(reads(narrow).every((name) => all.includes(name)));
      }),
    );
  });
});
