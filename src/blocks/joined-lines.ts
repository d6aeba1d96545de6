import type { KnownBlock } from '@slack/types';
import type { Message } from './message.ts';

/** Of one message: Slack takes 50 blocks, and shows about 4,000 letters of `text` whole. */
const MOST_BLOCKS = 40;
const MOST_LETTERS = 3000;

/** Only words: nothing to click, whose answer would have to find its place in a message of several. */
export function isLine({ blocks }: Message): boolean {
  return blocks.every(isWords);
}

function isWords(block: KnownBlock): boolean {
  return (block.type === 'section' && block.accessory === undefined) || block.type === 'context';
}

/** As many of these from the first on as one message holds; at least one. */
export function fittingLines<T extends Message>(messages: readonly T[]): readonly T[] {
  let blocks = 0;
  let letters = 0;
  const end = messages.findIndex((each, index) => {
    blocks += each.blocks.length;
    letters += each.text.length;
    return index > 0 && (blocks > MOST_BLOCKS || letters > MOST_LETTERS);
  });
  return end < 0 ? messages : messages.slice(0, end);
}

/** Several lines of one thread as one message, one below the other. */
export function joinedLines(messages: readonly Message[]): Message {
  return {
    text: messages.map(({ text }) => text).join('\n'),
    blocks: messages.flatMap(({ blocks }) => blocks),
  };
}
