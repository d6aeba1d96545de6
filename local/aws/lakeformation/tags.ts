import type * as sdk from '@aws-sdk/client-lakeformation';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { ASSIGNED_TAGS, LF_TAGS, TAG_CREATORS } from './entities.ts';
import { fold } from './resource.ts';
import { holds, LakeRights } from './rights.ts';
import { notAuthorized, ownCatalog } from './settings.ts';

const VALUES_PER_CALL = 50;
const VALUES_PER_KEY = 1000;
const KEYS_PER_ACCOUNT = 1000;

function tagValuesOf(call: Call, catalog: string, key: string): readonly string[] {
  const values = call.state.in(LF_TAGS, catalog).get(fold(key));
  if (!values) {
    throw new AwsError('EntityNotFoundException', `Tag key does not exist: ${key}`);
  }
  return values;
}

function checkValues(values: readonly string[]): readonly string[] {
  if (values.length > VALUES_PER_CALL) {
    throw new AwsError('InvalidInputException', `A request can name at most ${VALUES_PER_CALL} tag values`);
  }
  for (const value of values) {
    if (value.length === 0 || value.length > 256 || !/^[\p{L}\p{Z}\p{N}_.:*/=+\-@%]*$/u.test(value)) {
      throw new AwsError('InvalidInputException', `The tag value ${value} is not valid`);
    }
  }
  return [...new Set(values.map(fold))];
}

/** Administrators may do all with tags; others need the permission on the tag, or on the catalog to make one. */
function mayTag(call: Call, catalog: string, permission: string, key?: string): boolean {
  const rights = new LakeRights(call, catalog);
  return (
    rights.isAdmin ||
    (key === undefined ? holds(rights.catalog(), permission) : holds(rights.tag(fold(key)), permission))
  );
}

export const tagHandlers: Handlers = {
  CreateLFTag(input: Checked<sdk.CreateLFTagRequest>, call) {
    const catalog = ownCatalog(input, call);
    const key = fold(input.TagKey);
    if (!mayTag(call, catalog, 'CREATE_LF_TAG')) {
      throw new AwsError(
        'AccessDeniedException',
        'Insufficient Lake Formation permission(s): Required Create LF-Tag on Catalog',
      );
    }
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@%]{1,128}$/u.test(key)) {
      throw new AwsError('InvalidInputException', `The tag key ${input.TagKey} is not valid`);
    }
    const tags = call.state.in(LF_TAGS, catalog);
    if (tags.has(key)) {
      throw new AwsError('InvalidInputException', 'Tag key already exists');
    }
    if (tags.size >= KEYS_PER_ACCOUNT) {
      throw new AwsError('ResourceNumberLimitExceededException', 'Too many LF-tags in this account');
    }
    tags.put(key, checkValues(input.TagValues));
    call.state.in(TAG_CREATORS, catalog).put(key, call.principal.identityArn);
    return {};
  },

  GetLFTag(input: Checked<sdk.GetLFTagRequest>, call) {
    const catalog = ownCatalog(input, call);
    const values = tagValuesOf(call, catalog, input.TagKey);
    if (
      !mayTag(call, catalog, 'DESCRIBE', input.TagKey) &&
      !mayTag(call, catalog, 'ASSOCIATE', input.TagKey)
    ) {
      throw notAuthorized();
    }
    return { CatalogId: catalog, TagKey: fold(input.TagKey), TagValues: [...values] };
  },

  UpdateLFTag(input: Checked<sdk.UpdateLFTagRequest>, call) {
    const catalog = ownCatalog(input, call);
    const values = tagValuesOf(call, catalog, input.TagKey);
    if (!mayTag(call, catalog, 'ALTER', input.TagKey)) {
      throw notAuthorized();
    }
    const removed = checkValues(input.TagValuesToDelete ?? []);
    const next = [
      ...new Set([
        ...values.filter((value) => !removed.includes(value)),
        ...checkValues(input.TagValuesToAdd ?? []),
      ]),
    ];
    if (next.length > VALUES_PER_KEY) {
      throw new AwsError(
        'InvalidInputException',
        `A tag key can have at most ${VALUES_PER_KEY} values (${input.TagKey})`,
      );
    }
    if (next.length === 0) {
      throw new AwsError('InvalidInputException', 'A tag key needs at least one value');
    }
    call.state.in(LF_TAGS, catalog).put(fold(input.TagKey), next);
    return {};
  },

  DeleteLFTag(input: Checked<sdk.DeleteLFTagRequest>, call) {
    const catalog = ownCatalog(input, call);
    const key = fold(input.TagKey);
    tagValuesOf(call, catalog, key);
    if (!mayTag(call, catalog, 'DROP', key)) {
      throw notAuthorized();
    }
    call.state.in(LF_TAGS, catalog).delete(key);
    call.state.in(TAG_CREATORS, catalog).delete(key);
    const assigned = call.state.in(ASSIGNED_TAGS, catalog);
    for (const resource of assigned.keys()) {
      const { [key]: gone, ...rest } = assigned.get(resource) ?? {};
      if (gone !== undefined) {
        assigned.put(resource, rest);
      }
    }
    return {};
  },

  ListLFTags(input: Checked<sdk.ListLFTagsRequest>, call) {
    const catalog = ownCatalog(input, call);
    const tags = call.state.in(LF_TAGS, catalog);
    const seen = tags
      .keys()
      .filter((key) => mayTag(call, catalog, 'DESCRIBE', key) || mayTag(call, catalog, 'ASSOCIATE', key));
    const size = Math.min(input.MaxResults ?? 50, 1000);
    const { page, next } = pageOf(seen, { token: input.NextToken, size, code: 'InvalidInputException' });
    return {
      LFTags: page.map((key) => ({ CatalogId: catalog, TagKey: key, TagValues: [...(tags.get(key) ?? [])] })),
      NextToken: next,
    };
  },
};
