import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import { isRecord } from '../../src/blocks/validate/rule.ts';
import { messageContent } from './api/message-content.ts';
import type { Core } from './core.ts';
import { rateLimited } from './rate-limits.ts';
import { SlackFault } from './slack-fault.ts';
import type { Json, Message, ReplyUrl } from './state/world.ts';

/** @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const USES = 5;
const LIFE_MS = 30 * 60_000;

/** Issues a response URL for a gesture and returns it. */
export function issueReplyUrl(
  { world, clock, baseUrl }: Core,
  reply: Omit<ReplyUrl, 'id' | 'issuedAt' | 'uses'>,
): string {
  const id = randomBytes(18).toString('base64url');
  world.commit({ type: 'reply-url', reply: { ...reply, id, issuedAt: clock.now(), uses: 0 } });
  return `${baseUrl()}/response/${id}`;
}

/** `POST /response/<id>`: what an app says after a gesture. */
export function createReplyRouter(core: Core): Router {
  const router = Router();
  router.use(express.json({ limit: '2mb', type: () => true }));
  router.post('/:id', (request, response) => answer(core, request, response));
  return router;
}

function answer(core: Core, request: Request, response: Response): void {
  const body: Json = isRecord(request.body) ? request.body : {};
  const fault = core.faults.take('response_url');
  const refusal = attempt(core, String(request.params['id']), body, fault?.kind);
  core.inspector.add({
    to: 'slack',
    kind: 'response_url',
    status: refusal?.status ?? 200,
    ackMs: 0,
    request: body,
    response: refusal ? { ok: false, error: refusal.code } : 'ok',
    ...(refusal ? { error: refusal.code } : {}),
  });
  if (fault?.kind === 'drop') {
    response.socket?.destroy();
  } else if (refusal) {
    response
      .status(refusal.status)
      .set(refusal.headers)
      .json({ ok: false, error: refusal.code, ...refusal.extra });
  } else {
    response.type('text/plain').send('ok');
  }
}

function attempt(core: Core, id: string, body: Json, fault: string | undefined): SlackFault | undefined {
  try {
    if (fault === 'throttle') {
      throw rateLimited(1);
    }
    if (fault === 'error') {
      throw new SlackFault('internal_error', {}, { status: 500 });
    }
    useReplyUrl(core, id, body);
    return undefined;
  } catch (error) {
    if (!(error instanceof SlackFault)) {
      throw error;
    }
    // Unlike the Web API, response URLs say no with an HTTP status.
    return error.status === 200 ? new SlackFault(error.code, error.extra, { status: 400 }) : error;
  }
}

function useReplyUrl(core: Core, id: string, body: Json): void {
  const reply = core.world.state.replies.get(id);
  if (!reply) {
    throw new SlackFault('no_such_url', {}, { status: 404 });
  }
  if (reply.uses >= USES) {
    throw new SlackFault('used_url', {}, { status: 404 });
  }
  if (core.clock.now() - reply.issuedAt > LIFE_MS) {
    throw new SlackFault('expired_url', {}, { status: 404 });
  }
  speak(core, reply, body);
  core.world.commit({ type: 'reply-url', reply: { ...reply, uses: reply.uses + 1 } });
}

/** Says something where the gesture happened: privately unless `in_channel`, in place of the original where asked. */
export function speak(core: Core, reply: Omit<ReplyUrl, 'id' | 'issuedAt' | 'uses'>, body: Json): void {
  if (body['delete_original'] === true) {
    removeOriginal(core, reply);
    return;
  }
  const content = messageContent(body);
  if (body['replace_original'] === true && reply.messageTs) {
    replaceOriginal(core, reply, content);
    return;
  }
  const threadTs = typeof body['thread_ts'] === 'string' ? body['thread_ts'] : reply.threadTs;
  const common = { ...content, ts: core.world.nextTs(reply.channel), ...(threadTs ? { threadTs } : {}) };
  if (body['response_type'] === 'in_channel') {
    core.world.commit({
      type: 'message-posted',
      channel: reply.channel,
      message: { ...common, ...asBot(core, reply) },
    });
  } else {
    core.ephemerals.add({ ...common, user: reply.user, channel: reply.channel, from: 'app' });
  }
}

function asBot(core: Core, { user }: Pick<ReplyUrl, 'user'>): Pick<Message, 'user' | 'botId' | 'appId'> {
  const { botUserId, botId } = core.world.workspace(core.world.people.get(user)?.teamId ?? '');
  return { user: botUserId, botId, appId: core.world.appId };
}

function replaceOriginal(
  core: Core,
  { channel, messageTs = '' }: Pick<ReplyUrl, 'channel' | 'messageTs'>,
  content: ReturnType<typeof messageContent>,
): void {
  const ephemeral = core.ephemerals.find(channel, messageTs);
  if (ephemeral) {
    const { blocks: _blocks, ...kept } = ephemeral;
    core.ephemerals.replace({ ...kept, ...content });
    return;
  }
  const message = core.world.state.channels.get(channel)?.messages.find(({ ts }) => ts === messageTs);
  if (!message) {
    throw new SlackFault('message_not_found', {}, { status: 404 });
  }
  const { blocks: _blocks, attachments: _attachments, ...kept } = message;
  const edited = { user: message.user, ts: core.world.nextTs(channel) };
  core.world.commit({ type: 'message-changed', channel, message: { ...kept, ...content, edited } });
}

function removeOriginal(
  core: Core,
  { channel, messageTs = '' }: Pick<ReplyUrl, 'channel' | 'messageTs'>,
): void {
  core.ephemerals.remove(messageTs);
  core.world.commit({ type: 'message-deleted', channel, ts: messageTs });
}
