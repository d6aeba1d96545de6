const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength }) as const;
const httpsUrl = {
  type: 'string',
  pattern: '^https://[a-z0-9][a-z0-9.-]*(:[0-9]+)?/[^ ]*$',
  maxLength: 2000,
} as const;
const flag = { type: 'boolean' } as const;
const object = <const P extends object>(properties: P, required: readonly (keyof P & string)[]) => ({
  type: 'object' as const,
  properties,
  required: [...required],
  additionalProperties: false,
});

const shortcut = object(
  {
    name: text(24),
    type: { enum: ['global', 'message'] },
    callback_id: text(255),
    description: text(150),
  },
  ['name', 'type', 'callback_id', 'description'],
);

const slashCommand = object(
  {
    command: { type: 'string', pattern: '^/[a-z0-9_-]+$', maxLength: 32 },
    url: httpsUrl,
    description: text(2000),
    usage_hint: text(1000),
    should_escape: flag,
  },
  ['command', 'url', 'description'],
);

/**
 * Slack's rules for an app manifest, as far as this app uses them. A key that is not here is refused, so that a new one is looked up first.
 * @see https://docs.slack.dev/reference/app-manifest
 */
export const SLACK_MANIFEST_SCHEMA = object(
  {
    _metadata: object({ major_version: { enum: [1, 2] }, minor_version: { type: 'integer', minimum: 0 } }, [
      'major_version',
    ]),
    display_information: object(
      {
        name: text(35),
        description: text(140),
        background_color: { type: 'string', pattern: '^#([0-9a-f]{3}|[0-9a-f]{6})$' },
        long_description: text(4000, 175),
      },
      ['name'],
    ),
    features: object(
      {
        app_home: object(
          { home_tab_enabled: flag, messages_tab_enabled: flag, messages_tab_read_only_enabled: flag },
          [],
        ),
        bot_user: object({ display_name: text(80), always_online: flag }, ['display_name']),
        shortcuts: { type: 'array', maxItems: 10, items: shortcut },
        slash_commands: { type: 'array', maxItems: 50, items: slashCommand },
        unfurl_domains: { type: 'array', maxItems: 5, items: text(255) },
      },
      ['bot_user'],
    ),
    oauth_config: object(
      {
        redirect_urls: { type: 'array', maxItems: 1000, items: httpsUrl },
        scopes: object(
          {
            bot: { type: 'array', minItems: 1, maxItems: 255, uniqueItems: true, items: text(255) },
            bot_optional: { type: 'array', maxItems: 255, uniqueItems: true, items: text(255) },
          },
          ['bot'],
        ),
      },
      ['scopes'],
    ),
    settings: object(
      {
        event_subscriptions: object(
          {
            request_url: httpsUrl,
            bot_events: { type: 'array', maxItems: 100, uniqueItems: true, items: text(255) },
          },
          ['request_url', 'bot_events'],
        ),
        interactivity: object(
          { is_enabled: flag, request_url: httpsUrl, message_menu_options_url: httpsUrl },
          ['is_enabled', 'request_url'],
        ),
        org_deploy_enabled: flag,
        socket_mode_enabled: flag,
        token_rotation_enabled: flag,
      },
      ['event_subscriptions', 'interactivity'],
    ),
  },
  ['display_information', 'features', 'oauth_config', 'settings'],
);
