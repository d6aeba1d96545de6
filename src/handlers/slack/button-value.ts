import { InvalidRequestError } from '../../mesh/errors.ts';

export interface ShownMessage {
  readonly subscriptionId: string;
  readonly reference: string;
}

/** What a button carries: `<subscription>.<reference>`, both opaque. Never accounts, people or permissions. */
export function buttonValue({ subscriptionId, reference }: ShownMessage): string {
  return `${subscriptionId}.${reference}`;
}

/** Throws `InvalidRequestError` (`BAD_BUTTON`) for anything that we cannot have written. */
export function parseButtonValue(value: string | undefined): ShownMessage {
  const [, subscriptionId, reference] = /^([\w-]{1,64})\.([\w-]{1,64})$/.exec(value ?? '') ?? [];
  if (!subscriptionId || !reference) {
    throw new InvalidRequestError('BAD_BUTTON', 'a button came back with a value that is not ours', {
      userMessage: 'This button does not belong to a request. Use the newest message, or `/mesh help`.',
    });
  }
  return { subscriptionId, reference };
}
