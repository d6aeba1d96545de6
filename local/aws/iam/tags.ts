import { AwsError } from '../wire/aws-error.ts';
import type { Tag } from './entities.ts';

/** Tags with others added or replaced by key. At most 50, keys of 128 and values of 256 characters. */
export function mergeTags(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const merged = new Map(tags.map((tag) => [tag.Key, tag]));
  for (const { Key, Value } of added) {
    if (Key.length === 0 || Key.length > 128 || Value.length > 256) {
      throw new AwsError('InvalidInputException', `the tag ${Key} is too long`);
    }
    merged.set(Key, { Key, Value });
  }
  if (merged.size > 50) {
    throw new AwsError('LimitExceededException', 'The number of tags has reached the maximum limit of 50');
  }
  return [...merged.values()];
}

export function withoutTags(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  return tags.filter(({ Key }) => !keys.includes(Key));
}
