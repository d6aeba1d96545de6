import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { LedgerEvent } from '../../src/mesh/ledger/event.ts';
import { Order } from '../../src/mesh/ledger/order.ts';

const page = readFileSync('docs/storage.md', 'utf8');

const filesIn = (folder: string) => readdirSync(folder).map((file) => path.join(folder, file));
/** Where rows and records are written and read. */
const sources = [
  ...filesIn('src/mesh/aws').filter((file) =>
    /(-item|-rows|-ends|-texts|-places|-leases|ledger-writer|dynamo-store)\.ts$/.test(file),
  ),
  ...filesIn('src/app/slack-table'),
].map((file) => readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''));
const code = sources.join('\n');

/** What DynamoDB's own requests are made of. `TableName` and `Key` are attributes of ours besides. */
const REQUEST =
  /^(Item|Put|Update|Delete|\w*Request|\w*RequestItems|RequestItems|Responses|TransactItems|UnprocessedItems|IndexName|ProjectionExpression|Select|\w+Expression|Expression\w+|ConsistentRead|Exclusive\w+|Last\w+|ScanIndexForward|Limit|Return\w+)$/;
/** Written under a name that is put together from the field's. */
const shapes = [...Object.keys(LedgerEvent.shape), ...Object.keys(Order.shape)].map(
  (name) => name.charAt(0).toUpperCase() + name.slice(1),
);
const written = new Set(
  [
    ...shapes,
    ...[...code.matchAll(/(?<![\w.'])([A-Z][A-Za-z]+)(?=: |,? \}|, [A-Z\w]+ \}| = :)/g)].map(
      ([, name]) => name ?? '',
    ),
  ].filter((name) => !REQUEST.test(name)),
);
const documented = new Set([...page.matchAll(/`([A-Z][A-Za-z]+)`/g)].map(([, name]) => name ?? ''));

it('names every attribute that is written', () => {
  const fields = [...code.matchAll(/^\s+(?:\.\.\.\(.*\{ )?([A-Z][A-Za-z]+): /gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => !REQUEST.test(name));

  expect(fields.length).toBeGreaterThan(50);
  expect([...new Set([...shapes, ...fields])].filter((name) => !documented.has(name)).sort()).toEqual([]);
});

it('names no attribute that nobody writes', () => {
  const rows = page.split('\n').filter((line) => /^\| `[A-Z]/.test(line));
  const named = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([A-Z][A-Za-z]+)`/g)].map(([, name]) => name ?? ''),
  );

  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !written.has(name))).toEqual([]);
});

it('names every kind of row, and no other', () => {
  const made = [...code.matchAll(/`([a-z][a-z-]*)#(?=\$\{)/g), ...code.matchAll(/pk: '([a-z][a-z-]*)'/g)].map(
    ([, prefix]) => prefix ?? '',
  );
  const first = page
    .split('\n')
    .filter((line) => /^\| `[a-z]/.test(line))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([a-z][a-z-]*)/g)])
    .map(([, prefix]) => prefix ?? '')
    .filter((prefix) => prefix !== 'data');

  expect(made.length).toBeGreaterThan(15);
  expect([...new Set(made)].filter((prefix) => !page.includes(`\`${prefix}`)).sort()).toEqual([]);
  expect(first.filter((prefix) => !new RegExp(`['\`]${prefix}['#\`]`).test(code))).toEqual([]);
});
