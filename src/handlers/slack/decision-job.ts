import type { BlockAction, ButtonAction } from '@slack/bolt';
import { parseButtonValue } from './button-value.ts';
import { clickJob, replyToClick } from './job-of-gesture.ts';

/** The parts that every job from a button of a request has. */
export function decisionJob(action: ButtonAction, body: BlockAction, at: number) {
  return { ...clickJob(action, body, at), ...parseButtonValue(action.value), reply: replyToClick(body) };
}
