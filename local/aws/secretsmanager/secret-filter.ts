import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Secret } from './entities.ts';

/** The code of a paging token that was not given here. */
export const TOKEN = 'InvalidNextTokenException';

/** Whether a secret passes a filter of a list: values are beginnings, one with `!` excludes. */
export function fits(secret: Secret, { Key, Values = [] }: sdk.Filter): boolean {
  const negated = (value: string) => value.startsWith('!');
  const test = (value: string) => {
    const wanted = negated(value) ? value.slice(1) : value;
    const candidates =
      Key === 'name'
        ? [secret.name]
        : Key === 'description'
          ? [secret.description ?? '']
          : Key === 'tag-key'
            ? secret.tags.map((tag) => tag.Key ?? '')
            : Key === 'tag-value'
              ? secret.tags.map((tag) => tag.Value ?? '')
              : [
                  secret.name,
                  secret.description ?? '',
                  ...secret.tags.flatMap((tag) => [tag.Key ?? '', tag.Value ?? '']),
                ];
    const found = candidates.some(
      (candidate) =>
        candidate.startsWith(wanted) ||
        (Key !== 'name' && candidate.split(/\s+/).some((word) => word.startsWith(wanted))),
    );
    return found !== negated(value);
  };
  return Values.some(test);
}
