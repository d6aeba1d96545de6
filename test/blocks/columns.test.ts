import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnWords } from '../../src/blocks/column-words.ts';
import { modifyModal } from '../../src/blocks/modify-modal.ts';
import { reviewModal } from '../../src/blocks/review-modal.ts';
import { validateView } from '../../src/blocks/validate/view.ts';

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 255 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
  fc.constantFrom('<!channel>', '*x*', 'a'.repeat(255)),
);
const choices = fc.uniqueArray(
  fc.record({
    table: name,
    columns: fc.oneof(
      fc.uniqueArray(name, { maxLength: 30 }),
      fc
        .integer({ min: 99, max: 260 })
        .map((count) => Array.from({ length: count }, (_, at) => `column_${at}`)),
    ),
  }),
  { maxLength: 7, selector: ({ table }) => table },
);

it('opens forms with columns that Slack accepts, for any names and any number of them', () => {
  fc.assert(
    fc.property(choices, fc.boolean(), (offered, isList) => {
      const columns = offered.map((each) => ({
        ...each,
        now: isList ? { include: each.columns } : { exclude: each.columns },
      }));
      const common = {
        consumerTeam: 'Analytics',
        product: 'retail orders',
        tables: offered.map(({ table }) => table),
        metadata: 'a.b',
        columns,
      };
      const review = reviewModal({
        ...common,
        tables: ['orders'],
        requester: '<@U0ANA>',
        permissions: ['SELECT', 'DESCRIBE'],
      });
      const change = modifyModal({
        ...common,
        allowed: ['SELECT', 'DESCRIBE'],
        permitted: ['SELECT'],
        grantable: [],
        bounds: {},
      });

      expect(validateView(review, 'modal')).toEqual([]);
      expect(validateView(change, 'modal')).toEqual([]);
      expect(Buffer.byteLength(JSON.stringify(review))).toBeLessThan(250_000);
    }),
    { numRuns: 60 },
  );
});

it('offers no more than anybody reads, and names the command line instead', () => {
  const columns = Array.from({ length: 6 }, (_, at) => ({ table: `t${at}`, columns: ['id', 'name'] }));
  const form = reviewModal({
    requester: '<@U0ANA>',
    consumerTeam: 'Analytics',
    product: 'retail orders',
    tables: columns.map(({ table }) => table),
    permissions: ['SELECT'],
    metadata: 'a.b',
    columns,
  });

  const text = JSON.stringify(form.blocks);
  expect(text).toContain('approve-subscription --columns');
  expect(text).not.toContain('only-columns-');
});

it('says which columns of which tables, escaped once', () => {
  const words = columnWords([
    { table: 'people', columns: { include: ['id', '<!here>'] } },
    { table: 'orders', columns: { exclude: ['total'] } },
  ]);

  expect(words).toBe('people: only id and &lt;!here&gt; and orders: all columns but total');
});
