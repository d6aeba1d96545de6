import type { ViewOutput } from '@slack/bolt';
import { REVIEW_ACTION } from '../../blocks/ids.ts';

/** The values that are ticked or chosen in an input of a view. */
export function ticked({ state }: Pick<ViewOutput, 'state'>, block: string): readonly string[] {
  const options = state.values[block]?.[REVIEW_ACTION]?.selected_options ?? [];
  return options.flatMap(({ value }) => (value ? [value] : []));
}
