import type { Json, Message, World } from '../state/world.ts';

/** A message in Slack's form. */
export function messageJson(message: Message, teamId: string, world: World): Json {
  const { ts, user, text, blocks, attachments, botId, appId, threadTs, edited, metadata, reactions } =
    message;
  return {
    type: 'message',
    ...(botId ? { bot_id: botId, app_id: appId ?? world.appId } : {}),
    user,
    text,
    ts,
    team: teamId,
    ...(blocks ? { blocks } : {}),
    ...(attachments ? { attachments } : {}),
    ...(threadTs ? { thread_ts: threadTs } : {}),
    ...(edited ? { edited } : {}),
    ...(metadata ? { metadata } : {}),
    ...(reactions
      ? { reactions: reactions.map((reaction) => ({ ...reaction, count: reaction.users.length })) }
      : {}),
  };
}
