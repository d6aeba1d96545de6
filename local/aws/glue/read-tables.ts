import type * as sdk from '@aws-sdk/client-glue';
import { RE2JS } from 're2js';
import type { Call, Handlers } from '../call.ts';
import { LakeRights } from '../lakeformation/rights.ts';
import { pageOf } from '../page.ts';
import type { Checked } from '../wire/checked.ts';
import { insufficient, notFound, tableOf, viewCatalog } from './access.ts';
import { describeTable } from './describe-table.ts';
import { DATABASES, TABLES, type Table } from './entities.ts';
import { invalid } from './names.ts';
import { followDatabase } from './tables.ts';

/**
 * What a table link leads to, under the name of the link. A target that the caller may not see is an error for one table and shows the bare link in a list.
 * ASSUMPTION glue-link-hidden-target.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
 */
function describeFollowing(
  table: Table,
  rights: LakeRights,
  call: Call,
  strict: boolean,
  views: Map<string, LakeRights>,
) {
  const target = table.input.TargetTable;
  if (!target) {
    return describeTable(table, rights, call);
  }
  const owner = target.CatalogId ?? call.account;
  const beyond = views.get(owner) ?? new LakeRights(call, owner);
  views.set(owner, beyond);
  const [database, name] = [(target.DatabaseName ?? '').toLowerCase(), (target.Name ?? '').toLowerCase()];
  const found = call.state.in(TABLES, `${owner}/${database}`).get(name);
  if (found && beyond.seesTable(database, name)) {
    const own = {
      Name: table.name,
      DatabaseName: table.database,
      CatalogId: table.account,
      TargetTable: target,
      CreateTime: table.createdAt,
    };
    return { ...describeTable(found, beyond, call), ...own };
  }
  if (strict) {
    throw found || owner !== call.account
      ? insufficient('Describe', name)
      : notFound(`Table ${name} not found.`);
  }
  return describeTable(table, rights, call);
}

/** A regular expression on the name. ASSUMPTION glue-expression-full-match: it must match the whole of it. */
function nameFilter(expression: string | undefined): (name: string) => boolean {
  if (expression === undefined || expression === '') {
    return () => true;
  }
  // Glue takes `*` alone for everything, as Hive does.
  const source = expression === '*' ? '.*' : expression;
  try {
    // Linear in time, unlike the language's own engine: a caller's pattern cannot stop the server.
    const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    return (name) => pattern.matches(name);
  } catch {
    throw invalid(`The expression ${expression} is not a regular expression`);
  }
}

export const readTableHandlers: Handlers = {
  GetTable(input: Checked<sdk.GetTableRequest>, call) {
    const direct = viewCatalog(input, call);
    const isLink =
      call.state.in(DATABASES, direct.owner).get(input.DatabaseName.toLowerCase())?.input.TargetDatabase !==
      undefined;
    const { view, name } = isLink
      ? (({ view: beyond, database }) => ({ view: beyond, name: database.name }))(followDatabase(input, call))
      : { view: direct, name: input.DatabaseName };
    const table = tableOf(view, name, input.Name, call);
    return { Table: describeFollowing(table, view.rights, call, true, new Map()) };
  },

  GetTables(input: Checked<sdk.GetTablesRequest>, call) {
    const { view, database } = followDatabase(input, call);
    const fits = nameFilter(input.Expression);
    const tables = call.state
      .in(TABLES, `${view.owner}/${database.name}`)
      .values()
      .filter(({ name }) => fits(name) && view.rights.seesTable(database.name, name));
    const { page, next } = pageOf(tables, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 100),
      code: 'InvalidInputException',
    });
    const views = new Map<string, LakeRights>();
    return {
      TableList: page.map((table) => describeFollowing(table, view.rights, call, false, views)),
      NextToken: next,
    };
  },
};
