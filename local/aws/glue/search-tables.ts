import type * as sdk from '@aws-sdk/client-glue';
import type { Handlers } from '../call.ts';
import { LakeRights } from '../lakeformation/rights.ts';
import { pageOf } from '../page.ts';
import type { Checked } from '../wire/checked.ts';
import { describeTable } from './describe-table.ts';
import { DATABASES, TABLES, type Table } from './entities.ts';
import { sharedOwners } from './shared-owners.ts';

export const searchTableHandlers: Handlers = {
  SearchTables(input: Checked<sdk.SearchTablesRequest>, call) {
    const shared =
      input.ResourceShareType === 'ALL' || input.ResourceShareType === 'FOREIGN' ? sharedOwners(call) : [];
    const owners = [
      ...(input.ResourceShareType === 'FOREIGN' ? [] : [input.CatalogId ?? call.account]),
      ...shared,
    ];
    const found = owners.flatMap((owner) => {
      const rights = new LakeRights(call, owner);
      return call.state
        .in(DATABASES, owner)
        .keys()
        .flatMap((database) => call.state.in(TABLES, `${owner}/${database}`).values())
        .filter((table) => rights.seesTable(table.database, table.name) && searchFits(table, input))
        .map((table) => describeTable(table, rights, call));
    });
    const { page, next } = pageOf(found, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 1000),
      code: 'InvalidInputException',
    });
    return { TableList: page, NextToken: next };
  },
};

/** Quoted text must match a whole value; other text is matched by token. Filters compare a property of the table. */
function searchFits(table: Table, input: Checked<sdk.SearchTablesRequest>): boolean {
  const columns = table.input.StorageDescriptor?.Columns ?? [];
  const words = [
    table.name,
    table.database,
    table.input.Description ?? '',
    ...columns.flatMap(({ Name, Comment }) => [Name ?? '', Comment ?? '']),
    ...Object.values(table.input.Parameters ?? {}),
  ].map((word) => word.toLowerCase());
  const text = input.SearchText?.toLowerCase() ?? '';
  const exact = /^"(.*)"$/.exec(text)?.[1];
  const textFits =
    text === '' ||
    (exact === undefined
      ? text.split(/\s+/).every((part) => words.some((word) => word.includes(part)))
      : words.includes(exact));
  const properties = new Map<string, string>(
    Object.entries({
      name: table.name,
      databasename: table.database,
      description: table.input.Description ?? '',
      ...table.input.Parameters,
    }).map(([key, value]) => [key.toLowerCase(), value]),
  );
  return (
    textFits &&
    (input.Filters ?? []).every(({ Key = '', Value = '' }) =>
      properties.get(Key.toLowerCase())?.includes(Value),
    )
  );
}
