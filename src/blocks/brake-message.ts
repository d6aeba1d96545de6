import { BRAKE } from './ids.ts';
import { type Message, section } from './message.ts';

/** Asks the mesh admins whether so many accesses shall really end at once. */
export function brakeMessage({
  ends,
  live,
  most,
}: {
  readonly ends: number;
  readonly live: number;
  readonly most: number;
}): Message {
  const text = `:octagonal_sign: ${ends} of ${live} accesses are to end now, more than the ${most} that a sweep ends unasked. None of them was ended yet. If the ends are right, let it go on; if the clock or the table is wrong, hold it and look. By command line: \`data-mesh-cli sweep --allow ${ends}\`.`;
  return {
    text,
    blocks: [
      section(text),
      {
        type: 'actions',
        block_id: 'brake',
        elements: [
          {
            type: 'button',
            action_id: `${BRAKE}allow`,
            value: String(ends),
            style: 'danger',
            text: { type: 'plain_text', text: 'Go on' },
            confirm: {
              title: { type: 'plain_text', text: 'End them?' },
              text: { type: 'plain_text', text: `Up to ${ends} accesses end within the next minutes.` },
              confirm: { type: 'plain_text', text: 'Go on' },
              deny: { type: 'plain_text', text: 'Not yet' },
            },
          },
          {
            type: 'button',
            action_id: `${BRAKE}hold`,
            value: String(ends),
            text: { type: 'plain_text', text: 'Hold for a day' },
          },
        ],
      },
    ],
  };
}
