import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ColumnScope, sameColumns, unitedColumns } from '../../../src/mesh/columns.ts';
import { ask, endAll } from '../support/requests.ts';
import { BEN, CONSUMER, startMesh, type TestMesh } from '../support/test-mesh.ts';
import { publishPeople, selectsOf } from '../support/wide-table.ts';

const RUNS = process.env['MESH_TEST_DEEP'] ? 30 : 4;
const COLUMNS = ['id', 'name', 'email', 'salary'];

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders']);
  await publishPeople(test);
}, 60_000);
afterAll(() => test?.close());

const names = fc.subarray(COLUMNS, { minLength: 1, maxLength: 3 });
const scope = fc.oneof(
  names.map((include): ColumnScope => ({ include })),
  names.map((exclude): ColumnScope => ({ exclude })),
  fc.constant('all' as const),
);
const step = fc.record({ who: fc.constantFrom(0, 1, 2), does: fc.oneof(scope, fc.constant('end' as const)) });

/** The columns of what `selectsOf` lists. */
function listed(row: string): ColumnScope | undefined {
  if (row === '*') {
    return undefined;
  }
  return row.startsWith('-') ? { exclude: row.slice(1).split(',') } : { include: row.split(',') };
}

it('holds after every decision exactly what the live subscriptions of the consumer give together', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      run += 1;
      const live = new Map<number, { readonly id: string; readonly columns: ColumnScope | undefined }>();
      const mesh = test.mesh({ actor: BEN });
      for (const [index, { who, does }] of steps.entries()) {
        const known = live.get(who);
        const act = { by: BEN, job: `job-${run}-${index}` };
        const columns = does === 'all' || does === 'end' ? undefined : does;
        const chosen = { columns: columns ? { people: columns } : {} };
        if (does === 'end') {
          if (known) {
            const ended = await mesh.revoke({ ...act, subscriptionId: known.id });
            expect(ended.status).toBe('Deleted');
            live.delete(who);
          }
        } else if (known) {
          const changed = await mesh.modify({
            ...act,
            subscriptionId: known.id,
            permissions: ['SELECT'],
            ...chosen,
          });
          expect(changed.fulfilment?.phase).toBe('Granted');
          live.set(who, { id: known.id, columns });
        } else {
          const id = `add-up-${run}-${index}`;
          // Requests that differ, since an equal one would be the same.
          const permissions = (['SELECT', 'DESCRIBE', 'ALTER'] as const).slice(0, who + 1);
          await ask(test, id, { tables: ['people'], permissions });
          const granted = await mesh.approve({
            ...act,
            subscriptionId: id,
            permissions: ['SELECT'],
            ...chosen,
          });
          expect(granted.status).toBe('Active');
          live.set(who, { id, columns });
        }
        const held = (await selectsOf(test, CONSUMER, 'people')).map(listed);
        const wanted = [...live.values()].map((each) => each.columns);
        expect({ held, wanted, same: sameColumns(unitedColumns(held), unitedColumns(wanted)) }).toMatchObject(
          {
            same: true,
          },
        );
      }
      await endAll(test);
      expect(await selectsOf(test, CONSUMER, 'people')).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 300_000);
