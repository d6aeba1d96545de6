import type { PlainTextOption } from '@slack/types';
import { plain } from './message.ts';
import { clip } from './text.ts';

/** One choice of a form. */
export function option(value: string, text: string): PlainTextOption {
  return { text: plain(clip(text, 75)), value };
}
