import type { KnownBlock } from '@slack/types';
import { section } from './message.ts';
import { typed } from './text.ts';

/** Who asked what before deciding, and what came back; names ready for mrkdwn, words as they were typed. */
export interface CardQuestion {
  readonly by: string;
  readonly text: string;
  readonly answer?: { readonly by: string; readonly text: string } | undefined;
}

/** The conversation so far; the newest lines where it is long. */
export function questionLines(questions: readonly CardQuestion[]): KnownBlock[] {
  if (questions.length === 0) {
    return [];
  }
  const lines = questions.slice(-4).map(({ by, text, answer }) => {
    const reply = answer ? `${answer.by}: ${typed(answer.text, 400)}` : '_No answer yet._';
    return `${by} asks: ${typed(text, 250)}\n>${reply.replaceAll('\n', '\n>')}`;
  });
  return [section(`*Questions*\n${lines.join('\n')}`)];
}
