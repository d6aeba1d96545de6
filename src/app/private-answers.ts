import { setTimeout } from 'node:timers/promises';
import { SlackError, WebAPIPlatformError, type WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import type { Job } from '../handlers/jobs/job.ts';
import type { HomePublisher, PrivateAnswers } from '../handlers/jobs/job-dependencies.ts';
import type { SlackClients } from './slack-clients.ts';

/** A click's response URL lives for 30 minutes and five uses; jobs are younger than that. */
export function createPrivateAnswers(
  clients: SlackClients,
  warn: (message: string, code: string) => void,
): PrivateAnswers & HomePublisher {
  return {
    async tell({ user, workspace, enterprise, reply }, { text, blocks }) {
      const client = await clients(workspace, enterprise);
      const message = { text, blocks: [...blocks] };
      const ways = [
        ...(reply.responseUrl ? [() => respond(reply.responseUrl ?? '', message)] : []),
        ...(reply.channel
          ? [() => client.chat.postEphemeral({ channel: reply.channel ?? '', user, ...message })]
          : []),
        () => client.chat.postMessage({ channel: user, ...message }),
      ];
      for (const way of ways) {
        const refused = await attempt(way);
        if (refused === undefined) {
          return;
        }
        warn('a private answer did not arrive, trying the next way', refused);
      }
    },
    tryPost: ({ workspace, enterprise }, channel, { text, blocks }) =>
      attempt(async () =>
        (await clients(workspace, enterprise)).chat.postMessage({
          channel,
          text,
          ...(blocks.length > 0 ? { blocks: [...blocks] } : {}),
        }),
      ),
    sendFile: ({ user, workspace, enterprise }, file) =>
      attempt(async () => sendFile(await clients(workspace, enterprise), user, file)),
    async publishHome({ user, workspace, enterprise }, view) {
      const client = await clients(workspace, enterprise);
      await client.apiCall('views.publish', { user_id: user, view: JSON.stringify(view) });
    },
    async showView({ workspace, enterprise, reply }, view) {
      if (!reply.viewId) {
        return;
      }
      const refused = await attempt(async () => {
        const client = await clients(workspace, enterprise);
        await updateUntilAnswered(client, reply, view);
        await updateView(client, reply, view);
      });
      if (refused !== undefined) {
        const closed = ['not_found', 'hash_conflict', 'view_not_found'].includes(refused);
        warn(closed ? 'a view was closed before it could be filled' : 'Slack refused a view', refused);
      }
    },
  };
}

/** Files go into conversations, whose id only a message gives without a further scope. */
async function sendFile(
  client: WebClient,
  user: string,
  { name, text, comment }: { readonly name: string; readonly text: string; readonly comment: string },
): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  const { channel = '' } = await client.chat.postMessage({
    channel: user,
    text: `Your file ${name} follows.`,
  });
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
    filename: name,
    length: bytes.length,
  });
  const answer = await fetch(url, { method: 'POST', body: bytes, signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) {
    throw new UploadRefused(`the upload answered ${answer.status}`);
  }
  await client.files.completeUploadExternal({
    files: [{ id, title: name }],
    channel_id: channel,
    initial_comment: comment,
  });
}

class UploadRefused extends Error {}

/** Used up or expired. */
class ResponseUrlRefused extends Error {}

function updateView(client: WebClient, { viewId, viewHash }: Job['reply'], view: unknown) {
  return client.apiCall('views.update', {
    view_id: viewId ?? '',
    view: JSON.stringify(view),
    ...(viewHash === undefined ? {} : { hash: viewHash }),
  });
}

/** How often, and in which distance, it is looked whether Slack has had its answer: it waits for three seconds. */
const ANSWER_LOOKS = 14;
const ANSWER_PAUSE_MS = 250;

/**
 * Shows a view whose submission is still being answered, until that answer has replaced it: by then its hash is another one, and what is shown after
 * that stays. @see https://docs.slack.dev/reference/methods/views.update#arg_hash
 */
async function updateUntilAnswered(
  client: WebClient,
  { viewId, submittedHash }: Job['reply'],
  view: unknown,
): Promise<void> {
  let viewHash = submittedHash;
  for (let look = 0; viewHash !== undefined && look < ANSWER_LOOKS; look += 1) {
    try {
      const { view: now } = Shown.parse(await updateView(client, { viewId, viewHash }, view));
      viewHash = now.hash;
    } catch (error) {
      if (error instanceof WebAPIPlatformError && error.data.error === 'hash_conflict') {
        return;
      }
      throw error;
    }
    await setTimeout(ANSWER_PAUSE_MS);
  }
}

const Shown = z.object({ view: z.object({ hash: z.string() }) });

async function respond(
  url: string,
  message: { readonly text: string; readonly blocks: readonly unknown[] },
): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
    signal: AbortSignal.timeout(5000),
  });
  if (!answer.ok) {
    throw new ResponseUrlRefused(`response_url answered ${answer.status}`);
  }
}

/** `fetch` gave up or found nobody. */
function isTimeout(error: unknown): boolean {
  return error instanceof DOMException || (error instanceof TypeError && error.message === 'fetch failed');
}

/** Why Slack did not take it: an answer that does not arrive must not make its job run again. Anything but Slack's trouble is thrown on. */
async function attempt(way: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await way();
    return undefined;
  } catch (error) {
    if (
      error instanceof SlackError ||
      error instanceof ResponseUrlRefused ||
      error instanceof UploadRefused ||
      isTimeout(error)
    ) {
      return error instanceof WebAPIPlatformError ? error.data.error : String(error);
    }
    throw error;
  }
}
