import type { InputBlock, KnownBlock } from '@slack/types';
import { CONDITIONS_ACTION, CONDITIONS_BLOCK, FIELD_ACTION, FIELD_BLOCK } from './ids.ts';
import { clip, typed } from './text.ts';

/** Characters that fit into a line of the form. */
const FIELD_LIMIT = 300;

export interface PolicyInputsProduct {
  readonly key: string;
  readonly fields?:
    | readonly {
        readonly name: string;
        readonly label: string;
        readonly hint?: string | undefined;
        readonly optional?: boolean | undefined;
      }[]
    | undefined;
  readonly conditions?: string | undefined;
}

/** What the owner's policy asks for besides the reason: one line for each field, then its conditions with a box that confirms them. */
export function policyInputs(
  { key, fields = [], conditions }: PolicyInputsProduct,
  filled: Readonly<Record<string, string>>,
): KnownBlock[] {
  return [
    ...fields.map(
      ({ name, label, hint, optional }): InputBlock => ({
        type: 'input',
        block_id: `${FIELD_BLOCK}-${key}-${name}`,
        optional: optional ?? false,
        label: { type: 'plain_text', text: label },
        ...(hint ? { hint: { type: 'plain_text', text: hint } } : {}),
        element: {
          type: 'plain_text_input',
          action_id: FIELD_ACTION,
          max_length: FIELD_LIMIT,
          ...(filled[name] ? { initial_value: clip(filled[name], FIELD_LIMIT) } : {}),
        },
      }),
    ),
    ...(conditions ? conditionsBlocks(key, conditions) : []),
  ];
}

function conditionsBlocks(key: string, conditions: string): KnownBlock[] {
  return [
    {
      type: 'section',
      block_id: `about-${CONDITIONS_BLOCK}-${key}`,
      text: { type: 'mrkdwn', text: `*Conditions of the owner*\n${typed(conditions, 2800)}` },
    },
    {
      type: 'input',
      block_id: `${CONDITIONS_BLOCK}-${key}`,
      label: { type: 'plain_text', text: 'Do you agree?' },
      element: {
        type: 'checkboxes',
        action_id: CONDITIONS_ACTION,
        options: [
          { value: 'yes', text: { type: 'plain_text', text: 'I have read the conditions and keep to them' } },
        ],
      },
    },
  ];
}
