import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import * as z from 'zod/mini';
import { HISTORY_MORE } from '../../blocks/ids.ts';
import { LOOKS } from '../jobs/looks.ts';
import { clickJob, replyToClick } from './job-of-gesture.ts';
import type { SlackDependencies } from './register-handlers.ts';

const Earlier = z.lazy(() =>
  z.object({
    what: z._default(z.enum(LOOKS), 'history'),
    words: z.string(),
    page: z.number(),
  }),
);

/** Turns the page of a history or of another long answer: the same question again, so that the worker decides again who may see it. */
export function registerMoreHistory(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  app.action<BlockAction<ButtonAction>>(HISTORY_MORE, async ({ ack, action, body }) => {
    const { what, words, page } = Earlier.parse(JSON.parse(action.value ?? '{}'));
    await jobs.send({
      kind: 'look',
      what,
      words,
      page,
      ...clickJob(action, body, now()),
      reply: replyToClick(body),
    });
    await ack();
  });
}
