import { EDIT_DRAFT } from './ids.ts';
import { type Message, section } from './message.ts';
import { clip } from './text.ts';

/** One sentence or two for one person, ready for mrkdwn. */
export function privateAnswer(mrkdwn: string): Message {
  return { text: clip(mrkdwn, 3000), blocks: [section(clip(mrkdwn, 3000))] };
}

/** A refused form, with the way back into it as it was filled. */
export function refusedForm(mrkdwn: string, draft: string): Message {
  return {
    text: clip(mrkdwn, 3000),
    blocks: [
      section(clip(mrkdwn, 3000)),
      {
        type: 'actions',
        block_id: 'refused-form',
        elements: [
          {
            type: 'button',
            action_id: EDIT_DRAFT,
            value: draft,
            text: { type: 'plain_text', text: 'Change it and send again' },
          },
        ],
      },
    ],
  };
}
