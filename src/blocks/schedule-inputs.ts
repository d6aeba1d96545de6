import type { InputBlock } from '@slack/types';
import {
  PUBLISH_CRON_BLOCK,
  PUBLISH_FIELD_ACTION,
  PUBLISH_ROLE_BLOCK,
  PUBLISH_SCHEDULE_BLOCK,
} from './ids.ts';
import { plain } from './message.ts';
import { option } from './option.ts';

/** What is offered beside an expression of one's own; UTC. */
const PRESETS = [
  option('cron(0 * * * ? *)', 'Every hour'),
  option('cron(0 */6 * * ? *)', 'Every six hours'),
  option('cron(0 3 * * ? *)', 'Every day at 03:00 UTC'),
  option('cron(0 3 ? * MON *)', 'Every Monday at 03:00 UTC'),
] as const;

/** When crawlers look at the source tables, and with which role; all of it may be left out. */
export function scheduleInputs({
  schedule,
  crawlerRole,
}: {
  readonly schedule: string;
  readonly crawlerRole: string;
}): readonly InputBlock[] {
  const preset = PRESETS.find(({ value }) => value === schedule);
  return [
    {
      type: 'input',
      block_id: PUBLISH_SCHEDULE_BLOCK,
      optional: true,
      label: plain('Let crawlers look for new columns and partitions'),
      hint: plain('Glue crawlers on the source tables. Leave it empty for none.'),
      element: {
        type: 'static_select',
        action_id: PUBLISH_FIELD_ACTION,
        placeholder: plain('Never'),
        options: [...PRESETS],
        ...(preset ? { initial_option: preset } : {}),
      },
    },
    text(PUBLISH_CRON_BLOCK, 'Or at times of your own', 'cron(0 3 * * ? *)', preset ? '' : schedule),
    text(
      PUBLISH_ROLE_BLOCK,
      'Role of the crawlers, in the account of the tables',
      'For example: crawler',
      crawlerRole,
    ),
  ];
}

function text(block_id: string, label: string, placeholder: string, value: string): InputBlock {
  return {
    type: 'input',
    block_id,
    optional: true,
    label: plain(label),
    element: {
      type: 'plain_text_input',
      action_id: PUBLISH_FIELD_ACTION,
      max_length: 600,
      placeholder: plain(placeholder),
      ...(value ? { initial_value: value } : {}),
    },
  };
}
