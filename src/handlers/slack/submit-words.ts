import type { App } from '@slack/bolt';
import { ANSWER_LIMIT } from '../../blocks/answer-modal.ts';
import { QUESTION_LIMIT, QUESTION_MIN } from '../../blocks/ask-modal.ts';
import { DENY_REASON_LIMIT, DENY_REASON_MIN } from '../../blocks/deny-modal.ts';
import { EXTEND_REASON_LIMIT, EXTENSION_NOTE_MIN } from '../../blocks/extension.ts';
import {
  ANSWER_BLOCK,
  ANSWER_VIEW,
  ASK_BLOCK,
  ASK_VIEW,
  DENY_REASON_ACTION,
  DENY_REASON_BLOCK,
  DENY_VIEW,
  EXTENSION_DENY_VIEW,
  EXTENSION_NOTE_ACTION,
  EXTENSION_NOTE_BLOCK,
  REVOKE_REASON_ACTION,
  REVOKE_REASON_BLOCK,
  REVOKE_VIEW,
  WORDS_ACTION,
} from '../../blocks/ids.ts';
import { REVOKE_REASON_LIMIT } from '../../blocks/revoke-modal.ts';
import { parseButtonValue } from './button-value.ts';
import { formJob } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';

const FORMS = [
  {
    view: DENY_VIEW,
    job: (reason: string) => ({ kind: 'deny', reason }) as const,
    readers: 'the other team reads',
    block: DENY_REASON_BLOCK,
    action: DENY_REASON_ACTION,
    least: DENY_REASON_MIN,
    most: DENY_REASON_LIMIT,
  },
  {
    view: REVOKE_VIEW,
    job: (reason: string) => ({ kind: 'revoke', reason }) as const,
    readers: 'the other team reads',
    block: REVOKE_REASON_BLOCK,
    action: REVOKE_REASON_ACTION,
    least: 5,
    most: REVOKE_REASON_LIMIT,
  },
  {
    view: EXTENSION_DENY_VIEW,
    job: (reason: string) => ({ kind: 'deny-extension', reason }) as const,
    readers: 'the other team reads',
    block: EXTENSION_NOTE_BLOCK,
    action: EXTENSION_NOTE_ACTION,
    least: EXTENSION_NOTE_MIN,
    most: EXTEND_REASON_LIMIT,
  },
  {
    view: ASK_VIEW,
    job: (text: string) => ({ kind: 'ask', text }) as const,
    readers: 'the other side reads',
    block: ASK_BLOCK,
    action: WORDS_ACTION,
    least: QUESTION_MIN,
    most: QUESTION_LIMIT,
  },
  {
    view: ANSWER_VIEW,
    job: (text: string) => ({ kind: 'answer', text }) as const,
    readers: 'the other side reads',
    block: ANSWER_BLOCK,
    action: WORDS_ACTION,
    least: 1,
    most: ANSWER_LIMIT,
  },
] as const;

/** What somebody wrote in a form of one field: the reason of a denial or an end, a question, an answer. One job, authorised again by the worker. */
export function registerSubmitWords(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const { view: id, job, readers, block, action, least, most } of FORMS) {
    app.view(id, async ({ ack, body, view }) => {
      const words = (view.state.values[block]?.[action]?.value ?? '').trim();
      const length = [...words].length;
      if (length < least || length > most) {
        const errors = { [block]: `Write ${least} to ${most} characters; ${readers} them.` };
        return ack({ response_action: 'errors', errors });
      }
      await jobs.send({
        ...job(words),
        ...formJob(view, body, now()),
        ...parseButtonValue(view.private_metadata),
      });
      return ack();
    });
  }
}
