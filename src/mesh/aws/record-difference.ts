import { isDeepStrictEqual } from 'node:util';
import type { Subscription } from '../subscriptions/subscription.ts';
import { subscriptionToItem } from './subscription-item.ts';

/**
 * An update of exactly what differs, on the condition that nobody wrote since. The library knows no version and its dates have a resolution
 * of one second, so what its updates write besides is compared too.
 */
export function difference(before: Subscription, after: Subscription) {
  const old = subscriptionToItem(before);
  const wanted = subscriptionToItem(after);
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  const removals: string[] = [];
  for (const attribute of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
    if (isDeepStrictEqual(old[attribute], wanted[attribute])) {
      continue;
    }
    names[`#${attribute}`] = attribute;
    if (wanted[attribute] === undefined) {
      removals.push(`#${attribute}`);
    } else {
      values[`:${attribute}`] = wanted[attribute];
      sets.push(`#${attribute} = :${attribute}`);
    }
  }
  const conditions = ['Status', 'Version', 'UpdatedDate', 'UpdatedBy', 'ImportedToConsumer'].map(
    (attribute) => {
      names[`#${attribute}`] = attribute;
      if (old[attribute] === undefined) {
        return attribute === 'ImportedToConsumer'
          ? `(attribute_not_exists(#${attribute}) OR #${attribute} = :notImported)`
          : `attribute_not_exists(#${attribute})`;
      }
      values[`:was${attribute}`] = old[attribute];
      return `#${attribute} = :was${attribute}`;
    },
  );
  if (old['ImportedToConsumer'] === undefined) {
    values[':notImported'] = false;
  }
  return {
    UpdateExpression: [
      sets.length > 0 ? `SET ${sets.join(', ')}` : '',
      removals.length > 0 ? `REMOVE ${removals.join(', ')}` : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
    ConditionExpression: ['attribute_exists(SubscriptionId)', ...conditions].join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}
