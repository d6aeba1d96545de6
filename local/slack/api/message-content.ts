import { LIMITS } from '../../../src/blocks/limits.ts';
import { blockTextLength, validateMessageBlocks } from '../../../src/blocks/validate/message.ts';
import { isRecord, type Problem } from '../../../src/blocks/validate/rule.ts';
import { problemText } from '../../../src/blocks/validate/view.ts';
import { SlackFault } from '../slack-fault.ts';
import type { Json } from '../state/world.ts';
import { withIds } from '../views/placed.ts';
import { jsonArg } from './method.ts';

export interface MessageContent {
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly attachments?: readonly Json[];
  readonly metadata?: Json;
}

/** Reads and checks what a message shows. Throws `invalid_blocks` with pointers, `no_text`, `too_many_attachments` and so on. */
export function messageContent(args: Json): MessageContent {
  const text = typeof args['text'] === 'string' ? args['text'] : '';
  const blocks = jsonArg(args['blocks'], () => new SlackFault('invalid_blocks_format'));
  const attachments = jsonArg(args['attachments'], () => new SlackFault('invalid_attachments'));
  const metadata = jsonArg(args['metadata'], () => new SlackFault('invalid_metadata_format'));
  const checked = checkBlocks(blocks);
  const attached = Array.isArray(attachments) ? attachments.filter(isRecord) : [];
  if (attached.length > LIMITS.message.attachments) {
    throw new SlackFault('too_many_attachments');
  }
  if (text.trim() === '' && checked.length === 0 && attached.length === 0) {
    throw new SlackFault('no_text');
  }
  return {
    text: [...text].slice(0, LIMITS.message.text).join(''),
    ...(checked.length > 0 ? { blocks: withIds(checked) } : {}),
    ...(attached.length > 0 ? { attachments: attached } : {}),
    ...checkMetadata(metadata),
  };
}

function checkBlocks(blocks: unknown): readonly Json[] {
  if (blocks === undefined || blocks === null || blocks === '') {
    return [];
  }
  if (!Array.isArray(blocks)) {
    throw new SlackFault('invalid_blocks_format');
  }
  const problems = validateMessageBlocks(blocks);
  if (problems.length > 0) {
    throw invalidBlocks(problems);
  }
  if (blockTextLength(blocks) > LIMITS.messageBlockText) {
    throw new SlackFault('msg_blocks_too_long');
  }
  return blocks.filter(isRecord);
}

/** `invalid_blocks` as Slack words it. */
function invalidBlocks(problems: readonly Problem[]): SlackFault {
  return new SlackFault('invalid_blocks', {
    errors: problems.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`),
    response_metadata: { messages: problems.map(problemText) },
  });
}

function checkMetadata(metadata: unknown): { readonly metadata?: Json } {
  if (metadata === undefined || metadata === null || metadata === '') {
    return {};
  }
  if (
    !isRecord(metadata) ||
    typeof metadata['event_type'] !== 'string' ||
    !isRecord(metadata['event_payload'])
  ) {
    throw new SlackFault('invalid_metadata_format');
  }
  // Slack publishes no number; this one is our own, on the strict side.
  if (Buffer.byteLength(JSON.stringify(metadata)) > LIMITS.message.metadataBytes) {
    throw new SlackFault('metadata_too_large');
  }
  return { metadata };
}
