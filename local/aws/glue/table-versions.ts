import type * as sdk from '@aws-sdk/client-glue';
import type { Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import type { Checked } from '../wire/checked.ts';
import { notFound, tableOf } from './access.ts';
import { describeTable } from './describe-table.ts';
import { TABLE_VERSIONS } from './entities.ts';
import { followDatabase } from './tables.ts';

export const tableVersionHandlers: Handlers = {
  GetTableVersions(input: Checked<sdk.GetTableVersionsRequest>, call) {
    const { view, database } = followDatabase(input, call);
    const table = tableOf(view, database.name, input.TableName, call);
    const older = call.state.in(TABLE_VERSIONS, `${table.account}/${table.database}/${table.name}`).values();
    const versions = [table, ...older.toReversed()];
    const { page, next } = pageOf(versions, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 100),
      code: 'InvalidInputException',
    });
    return {
      TableVersions: page.map((version) => ({
        Table: describeTable(version, view.rights, call),
        VersionId: String(version.version),
      })),
      NextToken: next,
    };
  },

  GetTableVersion(input: Checked<sdk.GetTableVersionRequest>, call) {
    const { view, database } = followDatabase(input, call);
    const table = tableOf(view, database.name, input.TableName, call);
    const wanted = input.VersionId ?? String(table.version);
    const older = call.state.in(TABLE_VERSIONS, `${table.account}/${table.database}/${table.name}`);
    const version = wanted === String(table.version) ? table : older.get(wanted);
    if (!version) {
      throw notFound(`Version ${wanted} not found.`);
    }
    return {
      TableVersion: { Table: describeTable(version, view.rights, call), VersionId: wanted },
    };
  },
};
