import type * as sdk from '@aws-sdk/client-lakeformation';
import type { Call, Handlers } from '../call.ts';
import { DATABASES, TABLES } from '../glue/entities.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { ASSIGNED_TAGS, LF_TAGS } from './entities.ts';
import { fold, type NamedResource, nameResource, tableKey } from './resource.ts';
import { holds, LakeRights } from './rights.ts';
import { notAuthorized, ownCatalog } from './settings.ts';
import { pairs } from './tag-search.ts';
import { effectiveTags } from './tags-of.ts';

const TAGS_PER_RESOURCE = 50;

/** The places where tags of a resource are kept: itself, or each of the columns that it names. */
function placesOf(target: NamedResource, call: Call): readonly string[] {
  const { kind, owner, database = '', table = '' } = target;
  if (!call.state.in(DATABASES, owner).has(database)) {
    throw new AwsError('EntityNotFoundException', `Database not found: ${database}`);
  }
  if (kind === 'database') {
    return [target.key];
  }
  const stored = call.state.in(TABLES, `${owner}/${database}`).get(table);
  if (!stored || (kind !== 'table' && kind !== 'columns')) {
    throw new AwsError('EntityNotFoundException', `Table not found: ${database}.${table}`);
  }
  if (kind === 'table') {
    return [target.key];
  }
  const known = [
    ...(stored.input.StorageDescriptor?.Columns ?? []),
    ...(stored.input.PartitionKeys ?? []),
  ].map(({ Name }) => Name ?? '');
  const names = target.resource.TableWithColumns?.ColumnNames ?? known;
  return names.map((name) => `${tableKey(owner, database, table)}#${name}`);
}

function mayAssign(call: Call, catalog: string, key: string): boolean {
  const rights = new LakeRights(call, catalog);
  return rights.isAdmin || holds(rights.tag(key), 'ASSOCIATE');
}

export const tagAssignmentHandlers: Handlers = {
  AddLFTagsToResource(input: Checked<sdk.AddLFTagsToResourceRequest>, call) {
    const catalog = ownCatalog(input, call);
    const target = nameResource(input.Resource, catalog);
    const places = placesOf(target, call);
    const assigned = call.state.in(ASSIGNED_TAGS, catalog);
    const failures = input.LFTags.flatMap((tag) => {
      const key = fold(tag.TagKey);
      const values = tag.TagValues.map(fold);
      const refused = refuseAssignment(call, catalog, key, values);
      if (refused) {
        return [{ LFTag: { CatalogId: catalog, ...tag }, Error: refused }];
      }
      for (const place of places) {
        const next = { ...assigned.get(place), [key]: values[0] ?? '' };
        if (Object.keys(next).length > TAGS_PER_RESOURCE) {
          return [
            {
              LFTag: { CatalogId: catalog, ...tag },
              Error: {
                ErrorCode: 'ResourceNumberLimitExceededException',
                ErrorMessage: `At most ${TAGS_PER_RESOURCE} LF-tags per resource`,
              },
            },
          ];
        }
        assigned.put(place, next);
      }
      return [];
    });
    return { Failures: failures };
  },

  RemoveLFTagsFromResource(input: Checked<sdk.RemoveLFTagsFromResourceRequest>, call) {
    const catalog = ownCatalog(input, call);
    const places = placesOf(nameResource(input.Resource, catalog), call);
    const assigned = call.state.in(ASSIGNED_TAGS, catalog);
    const failures = input.LFTags.flatMap((tag) => {
      const key = fold(tag.TagKey);
      if (!mayAssign(call, catalog, key)) {
        return [
          {
            LFTag: { CatalogId: catalog, ...tag },
            Error: {
              ErrorCode: 'AccessDeniedException',
              ErrorMessage: `Insufficient Lake Formation permission(s) on ${key}`,
            },
          },
        ];
      }
      const carriers = places.filter((place) => assigned.get(place)?.[key] !== undefined);
      if (carriers.length === 0) {
        return [
          {
            LFTag: { CatalogId: catalog, ...tag },
            Error: { ErrorCode: 'EntityNotFoundException', ErrorMessage: 'The tag is not on the resource' },
          },
        ];
      }
      for (const place of carriers) {
        const rest = Object.fromEntries(
          Object.entries(assigned.get(place) ?? {}).filter(([other]) => other !== key),
        );
        assigned.put(place, rest);
      }
      return [];
    });
    return { Failures: failures };
  },

  // Empty lists are left out of the answer: the model demands at least one tag in a list that is there.
  GetResourceLFTags(input: Checked<sdk.GetResourceLFTagsRequest>, call) {
    const catalog = ownCatalog(input, call);
    const target = nameResource(input.Resource, catalog);
    placesOf(target, call);
    const { database = '', table } = target;
    const rights = new LakeRights(call, catalog);
    if (!(table === undefined ? rights.seesDatabase(database) : rights.seesTable(database, table))) {
      throw notAuthorized();
    }
    const assigned = call.state.in(ASSIGNED_TAGS, catalog);
    const own = input.ShowAssignedLFTags ?? false;
    const onDatabase = own && table !== undefined ? {} : effectiveTags(call.state, catalog, database);
    const onTable =
      table === undefined
        ? {}
        : own
          ? (assigned.get(tableKey(catalog, database, table)) ?? {})
          : effectiveTags(call.state, catalog, database, table);
    const onColumns = table === undefined ? [] : columnTags(call, catalog, target, own);
    return {
      ...(table === undefined && Object.keys(onDatabase).length > 0
        ? { LFTagOnDatabase: pairs(onDatabase, catalog) }
        : {}),
      ...(target.kind === 'table' && !own && Object.keys(onDatabase).length > 0
        ? { LFTagOnDatabase: pairs(onDatabase, catalog) }
        : {}),
      ...(target.kind !== 'database' && Object.keys(onTable).length > 0
        ? { LFTagsOnTable: pairs(onTable, catalog) }
        : {}),
      ...(onColumns.length > 0 ? { LFTagsOnColumns: onColumns } : {}),
    };
  },
};

function refuseAssignment(call: Call, catalog: string, key: string, values: readonly string[]) {
  const known = call.state.in(LF_TAGS, catalog).get(key);
  if (!known || values.some((value) => !known.includes(value))) {
    return { ErrorCode: 'EntityNotFoundException', ErrorMessage: 'Tag or tag value does not exist.' };
  }
  if (values.length !== 1) {
    return { ErrorCode: 'InvalidInputException', ErrorMessage: 'A resource carries one value of a tag.' };
  }
  return mayAssign(call, catalog, key)
    ? undefined
    : {
        ErrorCode: 'AccessDeniedException',
        ErrorMessage: `Insufficient Lake Formation permission(s): Required Associate on ${key}`,
      };
}

function columnTags(call: Call, catalog: string, target: NamedResource, own: boolean) {
  const { database = '', table = '' } = target;
  const stored = call.state.in(TABLES, `${catalog}/${database}`).get(table);
  const known = [
    ...(stored?.input.StorageDescriptor?.Columns ?? []),
    ...(stored?.input.PartitionKeys ?? []),
  ].map(({ Name }) => Name ?? '');
  const names = target.resource.TableWithColumns?.ColumnNames ?? known;
  return names.flatMap((name) => {
    const tags = own
      ? (call.state.in(ASSIGNED_TAGS, catalog).get(`${tableKey(catalog, database, table)}#${name}`) ?? {})
      : effectiveTags(call.state, catalog, database, table, name);
    return Object.keys(tags).length > 0 ? [{ Name: name, LFTags: pairs(tags, catalog) }] : [];
  });
}
