import type { Call } from '../call.ts';
import { ASSIGNED_TAGS, FILTERS } from '../lakeformation/entities.ts';
import { allGrants, forgetResource } from '../lakeformation/grant-book.ts';
import { tableKey } from '../lakeformation/resource.ts';
import { dropFromShare } from '../ram/shares.ts';
import { PARTITIONS, TABLE_VERSIONS, TABLES, type Table } from './entities.ts';

/** Deletes a table with its partitions, versions, LF-tags, grants and places in RAM shares. */
export function removeTable(call: Call, table: Table): void {
  const scope = `${table.account}/${table.database}`;
  call.state.in(TABLES, scope).delete(table.name);
  for (const kind of [PARTITIONS, TABLE_VERSIONS]) {
    const bucket = call.state.in<unknown>(kind, `${scope}/${table.name}`);
    for (const key of bucket.keys()) {
      bucket.delete(key);
    }
  }
  const key = tableKey(table.account, table.database, table.name);
  const isAbout = (other: string) => other === key || other.startsWith(`${key}#`);
  const arn = `arn:aws:glue:${call.region}:${table.account}:table/${table.database}/${table.name}`;
  for (const { key: granted, share } of allGrants(call.state, table.account)) {
    if (share !== undefined && isAbout(granted)) {
      dropFromShare(call, table.account, share, arn);
    }
  }
  forgetResource(call, table.account, isAbout);
  const filters = call.state.in(FILTERS, table.account);
  for (const name of filters.keys().filter((each) => each.startsWith(`${table.database}/${table.name}/`))) {
    filters.delete(name);
  }
  const assigned = call.state.in(ASSIGNED_TAGS, table.account);
  for (const place of assigned.keys().filter(isAbout)) {
    assigned.delete(place);
  }
}
