import type { Message } from '../../blocks/message.ts';

/** One message that must be said, or must look like this from now on. */
export interface Notice {
  readonly subscriptionId: string;
  /** Names the message within its subscription, for example `card`. The same key is the same message in Slack. */
  readonly key: string;
  readonly workspace: string;
  readonly enterprise?: string;
  /** Channel id, or a user id for a DM. */
  readonly channel: string;
  /** Posted into the thread of this other message, once that exists. */
  readonly threadOf?: string;
  readonly message: Message;
  /** What the message shows, for the buttons that it carries. */
  readonly shown?: { readonly reference: string; readonly digest: string };
  /** Sorts as text: a notice never replaces what a later one made of the message. */
  readonly order: string;
}

export interface Outbox {
  /** Keeps the notice unless a later one is kept already, then hands it to the deliveries queue. Safe to repeat. */
  put(notice: Notice): Promise<void>;
}
