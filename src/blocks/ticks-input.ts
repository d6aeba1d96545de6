import type { InputBlock } from '@slack/types';
import { REVIEW_ACTION } from './ids.ts';
import { option } from './option.ts';

/** Checkboxes for a handful of names, some ticked. */
export function ticksInput(
  block_id: string,
  label: string,
  names: readonly string[],
  ticked: readonly string[],
): InputBlock {
  const options = names.map((name) => option(name, name));
  const initial = options.filter(({ value }) => ticked.includes(value ?? ''));
  return {
    type: 'input',
    block_id,
    label: { type: 'plain_text', text: label },
    element: {
      type: 'checkboxes',
      action_id: REVIEW_ACTION,
      options,
      ...(initial.length > 0 ? { initial_options: initial } : {}),
    },
  };
}
