import type { KnownBlock } from '@slack/types';
import { ANSWER } from './ids.ts';
import { type Message, section } from './message.ts';
import { clip, listed, typed } from './text.ts';

export interface QuestionMessageData {
  readonly product: string;
  readonly tables: readonly string[];
  /** Who asks, ready for mrkdwn. */
  readonly by: string;
  readonly question: string;
  readonly answer?: { readonly by: string; readonly text: string } | undefined;
  /** Whether the request still waits; otherwise nobody needs the answer any more. */
  readonly isWaiting: boolean;
  readonly buttonValue: string;
}

/** To the requester: somebody who decides wants to know something first. Offers Answer until there is one. */
export function questionMessage(data: QuestionMessageData): Message {
  const { product, tables, by, question, answer, isWaiting, buttonValue } = data;
  const names = tables.map((name) => typed(name, 80));
  const what = `${listed(names, 5) || 'the whole database'} of ${typed(product, 100)}`;
  const ask = `:speech_balloon: ${by} asks about your request for ${what}:\n>${typed(question, 500).replaceAll('\n', '\n>')}`;
  const next = answer
    ? `Answered by ${answer.by}: ${typed(answer.text, 1000)}`
    : isWaiting
      ? 'The request waits for your answer.'
      : 'The request was decided; no answer is needed any more.';
  return {
    text: `${ask}\n${next}`,
    blocks: [section(ask), answer || !isWaiting ? section(clip(next, 2900)) : answerStep(next, buttonValue)],
  };
}

function answerStep(text: string, value: string): KnownBlock {
  return {
    type: 'section',
    block_id: 'answer',
    text: { type: 'mrkdwn', text },
    accessory: {
      type: 'button',
      action_id: ANSWER,
      style: 'primary',
      value,
      text: { type: 'plain_text', text: 'Answer…' },
    },
  };
}

/** Under the card: a question was put, or answered; those who asked are mentioned with the answer. */
export function questionLine(by: string, question: string): Message {
  const text = `${by} asked the requester: ${typed(question, 500)}`;
  return { text, blocks: [section(text)] };
}

export function answerLine(by: string, answer: string, askers: readonly string[]): Message {
  const text = `${by} answered ${listed(askers, 5)}: ${typed(answer, 1000)}`;
  return { text, blocks: [section(text)] };
}
