import type { AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from 'aws-lambda';
import { itemToSubscription } from '../mesh/aws/subscription-item.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';

/** An image of a stream record as a subscription; `undefined` where there is none. Throws where it is not a subscription. */
export function readImage(
  image: Readonly<Record<string, AttributeValue>> | undefined,
): Subscription | undefined {
  return image
    ? itemToSubscription(
        unmarshall(Object.fromEntries(Object.entries(image).map(([name, value]) => [name, sdkValue(value)]))),
      )
    : undefined;
}

/** Lambda hands binary values over as base64 text; a subscription has none, so only the shape differs. */
function sdkValue(value: AttributeValue): SdkValue {
  return JSON.parse(JSON.stringify(value));
}
