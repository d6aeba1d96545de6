/** What the app asks for when it is installed: the bot scopes of `infra/slack-manifest.json`, which a test compares. */
export const BOT_SCOPES = [
  'commands',
  'chat:write',
  'files:write',
  'usergroups:read',
  'users:read',
  'channels:read',
  'groups:read',
] as const;
