import { LIMITS } from '../limits.ts';
import { blocksRule } from './blocks.ts';
import { isRecord, type Problem, problemsOf } from './rule.ts';

const messageBlocks = blocksRule('message');

/** What Slack would refuse in the blocks of a message; pointers begin with `/blocks`. Empty when all is right. */
export function validateMessageBlocks(blocks: unknown): readonly Problem[] {
  return problemsOf(messageBlocks, blocks, '/blocks');
}

/**
 * What Slack would refuse in a message `{ text?, blocks? }`, including the length of all its blocks together.
 * `text` is asked for by this app's own rule as well: notifications and screen readers use nothing else.
 */
export function validateMessage(message: unknown): readonly Problem[] {
  if (!isRecord(message)) {
    return [{ pointer: '', code: 'wrong_type', message: 'must provide an object' }];
  }
  const { text, blocks } = message;
  const missing: readonly Problem[] =
    typeof text === 'string' && text.trim().length > 0
      ? []
      : [{ pointer: '/text', code: 'missing_field', message: 'missing required field: text' }];
  const problems = blocks === undefined ? [] : validateMessageBlocks(blocks);
  const tooLong: readonly Problem[] =
    blockTextLength(blocks) > LIMITS.messageBlockText
      ? [
          {
            pointer: '/blocks',
            code: 'too_long',
            message: `must be less than ${LIMITS.messageBlockText + 1} characters together`,
          },
        ]
      : [];
  return [...missing, ...problems, ...tooLong];
}

/** Code points of all that blocks show. */
export function blockTextLength(value: unknown): number {
  if (Array.isArray(value)) {
    return value.reduce((sum: number, part) => sum + blockTextLength(part), 0);
  }
  if (!isRecord(value)) {
    return 0;
  }
  return Object.entries(value).reduce(
    (sum, [name, part]) =>
      sum + (name === 'text' && typeof part === 'string' ? [...part].length : blockTextLength(part)),
    0,
  );
}
