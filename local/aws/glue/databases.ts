import type * as sdk from '@aws-sdk/client-glue';
import type { Call, Handlers } from '../call.ts';
import { IAM_ALLOWED } from '../lakeformation/entities.ts';
import { addGrant, forgetResource, splitEntry } from '../lakeformation/grant-book.ts';
import { databaseKey, type NamedResource, nameResource, tableKey } from '../lakeformation/resource.ts';
import { LakeRights } from '../lakeformation/rights.ts';
import { settingsOf } from '../lakeformation/settings.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { databaseOf, requireRight, viewCatalog } from './access.ts';
import { DATABASES, type Database, type DefaultPermission, GLUE_TAGS, TABLES } from './entities.ts';
import { foldName } from './names.ts';
import { removeTable } from './remove-table.ts';
import { sharedOwners } from './shared-owners.ts';

/** What the new thing is open to by default, and its creator's own permissions with grant option. */
export function grantDefaults(
  call: Call,
  catalog: string,
  target: NamedResource,
  defaults: readonly DefaultPermission[],
): void {
  for (const { Principal, Permissions = [] } of defaults) {
    const entry = {
      principal: Principal?.DataLakePrincipalIdentifier ?? IAM_ALLOWED,
      target,
      permissions: Permissions,
      grantable: [],
    };
    for (const part of splitEntry(entry)) {
      addGrant(call, catalog, part);
    }
  }
  // ASSUMPTION lakeformation-creator-grant.
  const own = { principal: call.principal.identityArn, target, permissions: ['ALL'], grantable: ['ALL'] };
  for (const part of splitEntry(own)) {
    addGrant(call, catalog, part);
  }
}

export const databaseHandlers: Handlers = {
  CreateDatabase(input: Checked<sdk.CreateDatabaseRequest>, call) {
    const { owner, rights } = viewCatalog(input, call);
    const name = foldName(input.DatabaseInput.Name, 'database.name');
    if (!rights.isAdmin) {
      requireRight(rights.catalog(), 'CREATE_DATABASE', 'Catalog');
    }
    const databases = call.state.in(DATABASES, owner);
    if (databases.has(name)) {
      throw new AwsError('AlreadyExistsException', 'Database already exists.');
    }
    const settings = settingsOf(call.state, owner);
    const link = input.DatabaseInput.TargetDatabase !== undefined;
    const tableDefaults =
      input.DatabaseInput.CreateTableDefaultPermissions ?? settings.CreateTableDefaultPermissions ?? [];
    databases.put(name, {
      name,
      account: owner,
      input: {
        ...input.DatabaseInput,
        Name: name,
        ...(link ? {} : { CreateTableDefaultPermissions: [...tableDefaults] }),
      },
      createdAt: call.now,
      createdBy: call.principal.identityArn,
    });
    const target = nameResource({ Database: { Name: name } }, owner);
    grantDefaults(call, owner, target, settings.CreateDatabaseDefaultPermissions ?? []);
    if (input.Tags) {
      call.state
        .in(GLUE_TAGS, owner)
        .put(`arn:aws:glue:${call.region}:${owner}:database/${name}`, input.Tags);
    }
    return {};
  },

  GetDatabase(input: Checked<sdk.GetDatabaseRequest>, call) {
    const database = databaseOf(viewCatalog(input, call), input.Name, call);
    return { Database: describeFollowing(database, call) };
  },

  GetDatabases(input: Checked<sdk.GetDatabasesRequest>, call) {
    const { owner } = viewCatalog(input, call);
    // What others share is listed on request only.
    const shared =
      input.ResourceShareType === 'ALL' || input.ResourceShareType === 'FOREIGN' ? sharedOwners(call) : [];
    const owners = [...(input.ResourceShareType === 'FOREIGN' ? [] : [owner]), ...shared];
    const databases = owners.flatMap((account) => {
      const rights = new LakeRights(call, account);
      return call.state
        .in(DATABASES, account)
        .values()
        .filter(({ name }) => rights.seesDatabase(name));
    });
    const { page, next } = pageOf(databases, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 100),
      code: 'InvalidInputException',
    });
    return { DatabaseList: page.map((database) => describeFollowing(database, call)), NextToken: next };
  },

  UpdateDatabase(input: Checked<sdk.UpdateDatabaseRequest>, call) {
    const view = viewCatalog(input, call);
    const named = databaseOf(view, input.Name, call);
    requireRight(view.rights.database(named.name), 'ALTER', named.name);
    const name = foldName(input.DatabaseInput.Name, 'database.name');
    if (name !== named.name) {
      throw new AwsError('InvalidInputException', 'A database cannot be renamed.');
    }
    const { TargetDatabase } = named.input;
    call.state.in(DATABASES, view.owner).put(named.name, {
      ...named,
      input: { ...input.DatabaseInput, Name: named.name, ...(TargetDatabase ? { TargetDatabase } : {}) },
    });
    return {};
  },

  DeleteDatabase(input: Checked<sdk.DeleteDatabaseRequest>, call) {
    const view = viewCatalog(input, call);
    const database = databaseOf(view, input.Name, call);
    requireRight(view.rights.database(database.name), 'DROP', database.name);
    for (const table of call.state.in(TABLES, `${view.owner}/${database.name}`).values()) {
      removeTable(call, table);
    }
    call.state.in(DATABASES, view.owner).delete(database.name);
    const own = databaseKey(view.owner, database.name);
    const inside = tableKey(view.owner, database.name, '');
    forgetResource(call, view.owner, (key) => key === own || key.startsWith(inside));
    return {};
  },
};

/** A resource link shows its target's properties to those who may see the target. */
function describeFollowing(database: Database, call: Call) {
  const target = database.input.TargetDatabase;
  const found = target && call.state.in(DATABASES, target.CatalogId ?? '').get(target.DatabaseName ?? '');
  const visible = found && new LakeRights(call, found.account).seesDatabase(found.name);
  const shown = visible ? found : database;
  return {
    ...shown.input,
    Name: database.name,
    ...(target ? { TargetDatabase: target } : {}),
    CreateTime: database.createdAt,
    CatalogId: database.account,
  };
}
