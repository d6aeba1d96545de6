import type { Need } from '../authorize/need.ts';
import { parsePolicy } from '../authorize/policy-document.ts';
import type { Call } from '../call.ts';
import { memberObject, memberText } from '../member.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { catalogPolicyHandlers } from './catalog-policy.ts';
import { crawlerHandlers } from './crawlers.ts';
import { databaseHandlers } from './databases.ts';
import { CATALOG_POLICIES } from './entities.ts';
import { partitionHandlers } from './partitions.ts';
import { readTableHandlers } from './read-tables.ts';
import { searchTableHandlers } from './search-tables.ts';
import { tableVersionHandlers } from './table-versions.ts';
import { tableHandlers } from './tables.ts';
import { tagHandlers } from './tags.ts';

export function createGlue(): Service {
  return {
    model: readServiceModel('glue', { package: '@aws-sdk/client-glue', client: 'GlueClient' }),
    handlers: {
      ...databaseHandlers,
      ...tableHandlers,
      ...readTableHandlers,
      ...tableVersionHandlers,
      ...searchTableHandlers,
      ...partitionHandlers,
      ...catalogPolicyHandlers,
      ...tagHandlers,
      ...crawlerHandlers,
    },
    needs,
  };
}

/**
 * An operation on a table needs its action on the table, its database and the catalog.
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
function needs(input: object, call: Call): readonly Need[] {
  const owner = memberText(input, 'CatalogId') ?? call.account;
  const policy = call.state.in(CATALOG_POLICIES, owner).get('policy');
  const action = `glue:${call.operation}`;
  const prefix = `arn:aws:glue:${call.region}:${owner}`;
  return resourcesOf(input, prefix, call).map((resource) => ({
    action,
    resource,
    owner,
    // Lake Formation and RAM decide who of another account may see what.
    sharedElsewhere: true,
    ...(policy ? { resourcePolicy: parsePolicy(policy.text) } : {}),
  }));
}

function resourcesOf(input: object, prefix: string, call: Call): readonly string[] {
  if (/Crawler/.test(call.operation)) {
    const name = memberText(input, 'Name');
    return [name === undefined ? '*' : `${prefix}:crawler/${name}`];
  }
  const tagged = memberText(input, 'ResourceArn');
  if (tagged !== undefined) {
    return [tagged];
  }
  const catalog = `${prefix}:catalog`;
  if (/ResourcePolic/.test(call.operation)) {
    return [catalog];
  }
  const databaseInput = memberObject(input, 'DatabaseInput');
  const ofDatabase = /Database$/.test(call.operation);
  const database = (
    memberText(input, 'DatabaseName') ??
    (ofDatabase
      ? (memberText(input, 'Name') ?? (databaseInput && memberText(databaseInput, 'Name')))
      : undefined)
  )?.toLowerCase();
  if (database === undefined) {
    return call.operation === 'SearchTables'
      ? [catalog, `${prefix}:database/*`, `${prefix}:table/*/*`]
      : [catalog];
  }
  const needsTable = /Table|Partition/.test(call.operation);
  const tableInput = memberObject(input, 'TableInput');
  const table = (
    memberText(input, 'TableName') ??
    memberText(input, 'Name') ??
    (tableInput && memberText(tableInput, 'Name'))
  )?.toLowerCase();
  const tables = needsTable ? [`${prefix}:table/${database}/${table ?? '*'}`] : [];
  return [catalog, `${prefix}:database/${database}`, ...tables];
}
