import type { KnownBlock } from '@slack/types';
import { durationText } from './durations.ts';
import { EXTEND, LET_END } from './ids.ts';
import { type Message, section } from './message.ts';
import { listed, moment, typed } from './text.ts';

export interface EndingMessageData {
  readonly product: string;
  readonly tables: readonly string[];
  readonly consumerTeam: string;
  /** Epoch seconds. */
  readonly end: number;
  /** How long before the end this is said; seconds. */
  readonly lead: number;
  readonly ownerTeam: string;
  readonly buttonValue: string;
  readonly state: 'ending' | 'asked' | 'quiet' | 'moved' | 'over';
  /** The end that it has by now, where that moved; epoch seconds. */
  readonly movedTo?: number | undefined;
}

/** A warning before an access ends, with what can be done about it; says later what became of it. */
export function endingMessage(data: EndingMessageData): Message {
  const names = listed(
    data.tables.map((name) => typed(name, 80)),
    5,
  );
  const subject = `Access of *${typed(data.consumerTeam, 80)}* to ${names || 'the database'} of ${typed(data.product, 100)}`;
  const owner = typed(data.ownerTeam, 80);
  switch (data.state) {
    case 'moved':
      return plain(
        data.movedTo === undefined
          ? `${subject} has no end any more.`
          : `${subject} ends ${moment(data.movedTo)}, and no longer ${moment(data.end)}.`,
      );
    case 'over':
      return plain(`${subject} has ended. It can be asked for again with \`/mesh request\`.`);
    case 'quiet':
      return plain(`${subject} ends ${moment(data.end)}. The team let it end, so nobody is warned again.`);
    case 'asked':
      return plain(
        `:alarm_clock: ${subject} ends in about ${durationText(data.lead)}, ${moment(data.end)}. ${owner} was asked for more time and has not answered yet; until then the end stays.`,
      );
    case 'ending': {
      const text = `:alarm_clock: ${subject} ends in about ${durationText(data.lead)}, ${moment(data.end)}.`;
      const next = `Ask ${owner} for more time, or let it end.`;
      return { text: `${text} ${next}`, blocks: [section(`${text}\n${next}`), buttons(data.buttonValue)] };
    }
  }
}

function plain(text: string): Message {
  return { text, blocks: [section(text)] };
}

function buttons(value: string): KnownBlock {
  return {
    type: 'actions',
    block_id: 'ending',
    elements: [
      {
        type: 'button',
        action_id: EXTEND,
        style: 'primary',
        value,
        text: { type: 'plain_text', text: 'Extend…' },
      },
      { type: 'button', action_id: LET_END, value, text: { type: 'plain_text', text: 'Let it end' } },
    ],
  };
}
