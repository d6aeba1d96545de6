import type * as sdk from '@aws-sdk/client-lakeformation';
import type { Handlers } from '../call.ts';
import { DATABASES, TABLES } from '../glue/entities.ts';
import { pageOf } from '../page.ts';
import type { Checked } from '../wire/checked.ts';
import { fold } from './resource.ts';
import { LakeRights } from './rights.ts';
import { ownCatalog } from './settings.ts';
import { effectiveTags, tagsMatch } from './tags-of.ts';

/** Tags in the form of answers. */
export const pairs = (tags: Readonly<Record<string, string>>, catalog: string) =>
  Object.entries(tags).map(([TagKey, value]) => ({ CatalogId: catalog, TagKey, TagValues: [value] }));

/** Keys and values count without their case. */
const folded = (expression: Checked<sdk.SearchTablesByLFTagsRequest>['Expression']) =>
  expression.map(({ TagKey, TagValues }) => ({ TagKey: fold(TagKey), TagValues: TagValues.map(fold) }));

export const tagSearchHandlers: Handlers = {
  SearchTablesByLFTags(input: Checked<sdk.SearchTablesByLFTagsRequest>, call) {
    const catalog = ownCatalog(input, call);
    const rights = new LakeRights(call, catalog);
    const wanted = folded(input.Expression);
    const found = call.state
      .in(DATABASES, catalog)
      .keys()
      .flatMap((database) => call.state.in(TABLES, `${catalog}/${database}`).values())
      .filter(
        ({ database, name }) =>
          rights.seesTable(database, name) &&
          tagsMatch(effectiveTags(call.state, catalog, database, name), wanted),
      )
      .map(({ database, name }) => ({
        Table: { CatalogId: catalog, DatabaseName: database, Name: name },
        LFTagsOnTable: pairs(effectiveTags(call.state, catalog, database, name), catalog),
      }));
    const { page, next } = pageOf(found, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 1000),
      code: 'InvalidInputException',
    });
    return { TableList: page, NextToken: next };
  },

  SearchDatabasesByLFTags(input: Checked<sdk.SearchDatabasesByLFTagsRequest>, call) {
    const catalog = ownCatalog(input, call);
    const rights = new LakeRights(call, catalog);
    const wanted = folded(input.Expression);
    const found = call.state
      .in(DATABASES, catalog)
      .keys()
      .filter(
        (name) => rights.seesDatabase(name) && tagsMatch(effectiveTags(call.state, catalog, name), wanted),
      )
      .map((name) => ({
        Database: { CatalogId: catalog, Name: name },
        LFTags: pairs(effectiveTags(call.state, catalog, name), catalog),
      }));
    const { page, next } = pageOf(found, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 1000),
      code: 'InvalidInputException',
    });
    return { DatabaseList: page, NextToken: next };
  },
};
