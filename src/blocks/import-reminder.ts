import { IMPORT } from './ids.ts';
import { type Message, section } from './message.ts';
import { listed, typed } from './text.ts';

export interface ImportReminderData {
  readonly product: string;
  readonly tables: readonly string[];
  readonly buttonValue: string;
}

/** To the requester: granted a day ago, and one step was never done. */
export function importReminder({ product, tables, buttonValue }: ImportReminderData): Message {
  const names = listed(
    tables.map((name) => typed(name, 80)),
    5,
  );
  const text = `:bell: ${names || 'The database'} of ${typed(product, 100)} was granted a day ago and is not imported yet, so nobody of your team can query it. Import it here, or with \`/mesh import\`.`;
  return {
    text,
    blocks: [
      section(text),
      {
        type: 'actions',
        block_id: 'import-reminder',
        elements: [
          {
            type: 'button',
            action_id: IMPORT,
            style: 'primary',
            value: buttonValue,
            text: { type: 'plain_text', text: 'Import now' },
          },
        ],
      },
    ],
  };
}
