import type { Form } from './form.ts';
import type { Json } from './model.ts';

/** Where an element stands, in the words of `/_sim/action`. */
export type Place = Readonly<{ channel?: string; ts?: string; view_id?: string }>;

export interface ElementProps {
  readonly block: Json;
  readonly element: Json;
  readonly place: Place;
  readonly form: Form;
  /** Ids of the label and of hint and error, where the element stands in an input block. */
  readonly labelledBy?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
}

/** Elements of input blocks tell the app only with `dispatch_action`; all others always do. */
export function tells(block: Json): boolean {
  return block['type'] !== 'input' || block['dispatch_action'] === true;
}
