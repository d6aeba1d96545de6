import * as z from 'zod/mini';
import type { PlannedChange } from '../../blocks/plan-message.ts';
import { TABLE_PERMISSIONS } from '../../mesh/permissions.ts';
import { filterTitle } from '../../mesh/rows.ts';
import type { PlannedCall } from './planned-call.ts';

const names = z.array(z.string());
const onTable = z.object({ Name: z.optional(z.string()) });
/** As far as a plan tells of it. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_BatchPermissionsRequestEntry.html */
const Batch = z.object({
  Entries: z.array(
    z.object({
      Permissions: z.optional(names),
      PermissionsWithGrantOption: z.optional(names),
      Resource: z.object({
        Table: z.optional(onTable),
        TableWithColumns: z.optional(
          z.object({
            Name: z.string(),
            ColumnNames: z.optional(names),
            ColumnWildcard: z.optional(z.object({ ExcludedColumnNames: z.optional(names) })),
          }),
        ),
        DataCellsFilter: z.optional(z.object({ TableName: z.string(), Name: z.string() })),
      }),
    }),
  ),
});
type Entry = z.infer<typeof Batch>['Entries'][number];

/** What would be given and taken, by table, in the order of the calls. */
export function plannedChanges(calls: readonly PlannedCall[]): readonly PlannedChange[] {
  const changes: PlannedChange[] = [];
  for (const { operation, input } of calls) {
    const what = operation === 'BatchGrantPermissions' ? 'gives' : 'takes';
    const batch = /^Batch(Grant|Revoke)Permissions$/.test(operation) ? Batch.safeParse(input) : undefined;
    for (const entry of batch?.success ? batch.data.Entries : []) {
      add(changes, changeOf(what, entry));
    }
  }
  return changes;
}

function changeOf(what: PlannedChange['what'], entry: Entry): PlannedChange {
  const { Table, TableWithColumns: columns, DataCellsFilter: filter } = entry.Resource;
  const table = Table?.Name ?? columns?.Name ?? filter?.TableName;
  const excluded = columns?.ColumnWildcard?.ExcludedColumnNames ?? [];
  return {
    what,
    permissions: entry.Permissions ?? [],
    mayHandOn: (entry.PermissionsWithGrantOption ?? []).length > 0,
    ...(table === undefined ? {} : { table }),
    ...(columns?.ColumnNames ? { columns: { include: columns.ColumnNames } } : {}),
    ...(excluded.length > 0 ? { columns: { exclude: excluded } } : {}),
    ...(filter ? { rows: [filterTitle(filter.Name)] } : {}),
  };
}

/** SELECT travels in an entry of its own: with the others of the table it is one line, unless its columns or rows are narrowed. */
function add(changes: PlannedChange[], change: PlannedChange): void {
  const isPlain = ({ columns, rows }: PlannedChange) => columns === undefined && rows === undefined;
  const at = changes.findIndex(
    (each) => each.what === change.what && each.table === change.table && isPlain(each) && isPlain(change),
  );
  const known = changes[at];
  if (known === undefined) {
    changes.push(change);
    return;
  }
  const all = [...known.permissions, ...change.permissions];
  changes[at] = {
    ...known,
    permissions: TABLE_PERMISSIONS.filter((name) => all.includes(name)),
    mayHandOn: known.mayHandOn || change.mayHandOn,
  };
}
