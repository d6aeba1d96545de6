import type * as sdk from '@aws-sdk/client-glue';
import type { Call, Handlers } from '../call.ts';
import type { Checked } from '../wire/checked.ts';
import { notFound } from './access.ts';
import { CRAWLERS } from './crawlers.ts';
import { DATABASES, GLUE_TAGS } from './entities.ts';
import { invalid } from './names.ts';

/** Glue tags databases and crawlers, not tables. */
function checkArn(arn: string, call: Call): string {
  const [, account = '', type, name = ''] =
    /^arn:aws[a-z-]*:glue:[a-z0-9-]+:(\d{12}):(database|crawler|catalog)\/?(.*)$/.exec(arn) ?? [];
  if (type === undefined || account !== call.account) {
    throw invalid(`${arn} cannot be tagged`);
  }
  const exists =
    type === 'catalog' ||
    (type === 'database'
      ? call.state.in(DATABASES, account).has(name)
      : call.state.in(CRAWLERS, account).has(name));
  if (!exists) {
    throw notFound(`Entity ${arn} not found`);
  }
  return arn;
}

export const tagHandlers: Handlers = {
  TagResource(input: Checked<sdk.TagResourceRequest>, call) {
    const tags = call.state.in(GLUE_TAGS, call.account);
    const arn = checkArn(input.ResourceArn, call);
    const merged = { ...tags.get(arn), ...input.TagsToAdd };
    if (Object.keys(merged).length > 50) {
      throw invalid('At most 50 tags per resource');
    }
    tags.put(arn, merged);
    return {};
  },

  UntagResource(input: Checked<sdk.UntagResourceRequest>, call) {
    const tags = call.state.in(GLUE_TAGS, call.account);
    const arn = checkArn(input.ResourceArn, call);
    tags.put(
      arn,
      Object.fromEntries(
        Object.entries(tags.get(arn) ?? {}).filter(([key]) => !input.TagsToRemove.includes(key)),
      ),
    );
    return {};
  },

  GetTags(input: Checked<sdk.GetTagsRequest>, call) {
    return { Tags: { ...call.state.in(GLUE_TAGS, call.account).get(checkArn(input.ResourceArn, call)) } };
  },
};
