import type { ViewOutput } from '@slack/bolt';
import * as z from 'zod/mini';
import {
  PUBLISH_CRON_BLOCK,
  PUBLISH_DOMAIN_BLOCK,
  PUBLISH_FIELD_ACTION,
  PUBLISH_NAME_BLOCK,
  PUBLISH_PATTERN_ACTION,
  PUBLISH_PATTERN_BLOCK,
  PUBLISH_PRODUCT_BLOCK,
  PUBLISH_PUBLIC_BLOCK,
  PUBLISH_ROLE_BLOCK,
  PUBLISH_SCHEDULE_BLOCK,
  PUBLISH_SOURCE_ACTION,
  PUBLISH_SOURCE_BLOCK,
  PUBLISH_TEAM_ACTION,
  PUBLISH_TEAM_BLOCK,
} from '../../blocks/ids.ts';
import type { PublishForm } from '../jobs/publish-form.ts';

const Metadata = z.lazy(() => z.object({ team: z.string() }));

/** The form as it opens. */
export function emptyPublishForm(source: string): PublishForm {
  return {
    team: '',
    source,
    pattern: '',
    product: '',
    domain: '',
    isPublic: true,
    exposedName: '',
    schedule: '',
    crawlerRole: '',
  };
}

/** Reads the publish form as far as it is filled. The state is Slack's; nothing in it is authority. */
export function parsePublishForm({
  private_metadata,
  state: { values },
}: Pick<ViewOutput, 'private_metadata' | 'state'>): PublishForm {
  const team =
    values[PUBLISH_TEAM_BLOCK]?.[PUBLISH_TEAM_ACTION]?.selected_option?.value ?? teamOf(private_metadata);
  const text = (block: string): string => (values[block]?.[PUBLISH_FIELD_ACTION]?.value ?? '').trim();
  return {
    team,
    source: values[sourceBlock(team)]?.[PUBLISH_SOURCE_ACTION]?.selected_option?.value ?? '',
    pattern: (values[PUBLISH_PATTERN_BLOCK]?.[PUBLISH_PATTERN_ACTION]?.value ?? '').trim(),
    product: text(PUBLISH_PRODUCT_BLOCK),
    domain: text(PUBLISH_DOMAIN_BLOCK),
    isPublic: values[PUBLISH_PUBLIC_BLOCK]?.[PUBLISH_FIELD_ACTION]?.selected_option?.value !== 'no',
    exposedName: text(PUBLISH_NAME_BLOCK).toLowerCase(),
    schedule:
      text(PUBLISH_CRON_BLOCK) ||
      (values[PUBLISH_SCHEDULE_BLOCK]?.[PUBLISH_FIELD_ACTION]?.selected_option?.value ?? ''),
    crawlerRole: text(PUBLISH_ROLE_BLOCK),
  };
}

export function sourceBlock(team: string): string {
  return `${PUBLISH_SOURCE_BLOCK}-${team}`;
}

function teamOf(metadata: string): string {
  try {
    return Metadata.parse(JSON.parse(metadata)).team;
  } catch {
    return ''; // tampered or from an older version: the person's only team is meant
  }
}
