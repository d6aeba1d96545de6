import type { AnyMiddlewareArgs, Middleware } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { noticeView } from '../blocks/deny-modal.ts';
import { privateAnswer } from '../blocks/private-answer.ts';
import { MeshError } from '../mesh/errors.ts';
import type { Log } from './log.ts';

/**
 * Whatever a handler throws, the person gets one sentence in the place where they acted, and the log gets one line.
 * Without it Bolt answers 404 or 500, which Slack shows as "dispatch_failed".
 */
export function answerForPerson(log: Log): Middleware<AnyMiddlewareArgs> {
  return async (args) => {
    try {
      await args.next();
    } catch (error) {
      const { code, sentence } = worded(error);
      const fields = {
        code,
        message: error instanceof Error ? error.message : String(error),
        team_id: args.context.teamId,
        user_id: args.context.userId,
      };
      log.error(
        'a gesture failed',
        error instanceof MeshError
          ? fields
          : { ...fields, stack: error instanceof Error ? error.stack : undefined },
      );
      await answer(args, sentence);
    }
  };
}

/** Slack's codes that mean the three seconds of a trigger are over. */
const LATE = ['expired_trigger_id', 'exchanged_trigger_id', 'trigger_expired'];

function worded(error: unknown): { readonly code: string; readonly sentence: string } {
  if (error instanceof MeshError) {
    return { code: error.code, sentence: error.userMessage };
  }
  const slackCode = slackErrorOf(error);
  if (slackCode && LATE.includes(slackCode)) {
    return {
      code: slackCode,
      sentence: 'Slack closed the window before the form could open. Please do the same once more.',
    };
  }
  return {
    code: slackCode ?? 'UNEXPECTED',
    sentence: 'That did not work, and nothing was changed. Please try again; if it stays, tell a mesh admin.',
  };
}

function slackErrorOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) {
    return undefined;
  }
  const { data } = error;
  return typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : undefined;
}

type Failed = AnyMiddlewareArgs & {
  readonly client: WebClient;
  readonly context: { readonly userId?: string };
};

async function answer(args: Failed, sentence: string): Promise<void> {
  const { text, blocks } = privateAnswer(sentence);
  const message = { text, blocks: [...blocks] };
  if ('command' in args) {
    await args.ack({ response_type: 'ephemeral', ...message });
  } else if ('view' in args && args.payload && 'ack' in args) {
    // Under the first field, so that what was typed stays.
    const input = args.view.blocks.find(({ type }) => type === 'input')?.block_id;
    await args.ack(
      input
        ? { response_action: 'errors', errors: { [input]: sentence } }
        : { response_action: 'update', view: noticeView('Not sent', sentence) },
    );
  } else if ('options' in args) {
    await args.ack({ options: [] });
  } else if ('action' in args) {
    await args.ack();
    if ('response_url' in args.body && args.body.response_url) {
      await args.respond({ response_type: 'ephemeral', replace_original: false, ...message });
    } else if (args.context.userId) {
      await args.client.chat.postMessage({ channel: args.context.userId, ...message });
    }
  } else if ('shortcut' in args) {
    await args.ack();
    if (args.context.userId) {
      await args.client.chat.postMessage({ channel: args.context.userId, ...message });
    }
  }
}
