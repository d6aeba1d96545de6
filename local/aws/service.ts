import type { Need } from './authorize/need.ts';
import type { Call, Handlers } from './call.ts';
import type { ServiceModel } from './wire/service-model.ts';

export interface Service {
  readonly model: ServiceModel;
  readonly handlers: Handlers;
  /** What IAM must allow before the handler runs. */
  needs(input: object, call: Call): readonly Need[];
  /** Long polling: how many seconds this call may still wait for a better answer than `output`. */
  waits?(input: object, output: object, call: Call): number;
}
