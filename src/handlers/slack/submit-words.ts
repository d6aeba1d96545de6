import type { App } from '@slack/bolt';
import { ANSWER_LIMIT } from '../../blocks/answer-modal.ts';
import { QUESTION_LIMIT, QUESTION_MIN } from '../../blocks/ask-modal.ts';
import { ANSWER_BLOCK, ANSWER_VIEW, ASK_BLOCK, ASK_VIEW, WORDS_ACTION } from '../../blocks/ids.ts';
import { parseButtonValue } from './button-value.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

const FORMS = [
  { view: ASK_VIEW, kind: 'ask', block: ASK_BLOCK, least: QUESTION_MIN, most: QUESTION_LIMIT },
  { view: ANSWER_VIEW, kind: 'answer', block: ANSWER_BLOCK, least: 1, most: ANSWER_LIMIT },
] as const;

/** A question to the requester, or its answer: one job, authorised by the worker. */
export function registerSubmitWords(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const { view: id, kind, block, least, most } of FORMS) {
    app.view(id, async ({ ack, body, view }) => {
      const text = (view.state.values[block]?.[WORDS_ACTION]?.value ?? '').trim();
      const length = [...text].length;
      if (length < least || length > most) {
        const errors = { [block]: `Write ${least} to ${most} characters; the other side reads them.` };
        return ack({ response_action: 'errors', errors });
      }
      await jobs.send({
        kind,
        id: `${view.id}-${view.hash}`,
        at: now(),
        ...whoActed(body),
        ...parseButtonValue(view.private_metadata),
        reply: {},
        text,
      });
      return ack();
    });
  }
}
