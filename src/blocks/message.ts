import type { KnownBlock } from '@slack/types';

/** What is sent: `text` alone carries the whole meaning, since notifications and screen readers use nothing else. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

export function plain(text: string) {
  return { type: 'plain_text', text } as const;
}

export function section(mrkdwn: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: mrkdwn } };
}

export function context(mrkdwn: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: mrkdwn }] };
}
