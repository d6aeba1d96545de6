import * as z from 'zod';

/**
 * What the stand-in reads of the app's manifest, with Slack's limits.
 * @see https://docs.slack.dev/reference/app-manifest
 */
const Command = z.object({
  command: z.string().regex(/^\/[^\s/]{1,31}$/),
  url: z.string(),
  description: z.string().min(1).max(2000),
  usage_hint: z.string().max(1000).optional(),
  should_escape: z.boolean().optional(),
});

const Shortcut = z.object({
  name: z.string().min(1).max(24),
  type: z.enum(['global', 'message']),
  callback_id: z.string().min(1).max(255),
  description: z.string().min(1).max(150),
});

const Manifest = z.object({
  display_information: z.object({
    name: z.string().min(1).max(35),
    description: z.string().max(140).optional(),
    long_description: z.string().min(175).max(4000).optional(),
    background_color: z.string().optional(),
  }),
  features: z.object({
    app_home: z
      .object({
        home_tab_enabled: z.boolean().optional(),
        messages_tab_enabled: z.boolean().optional(),
        messages_tab_read_only_enabled: z.boolean().optional(),
      })
      .optional(),
    bot_user: z.object({ display_name: z.string().min(1).max(80) }),
    shortcuts: z.array(Shortcut).max(10).optional(),
    slash_commands: z.array(Command).max(50).optional(),
  }),
  oauth_config: z.object({
    redirect_urls: z.array(z.string()).max(1000).optional(),
    scopes: z.object({
      bot: z.array(z.string()).max(255),
      bot_optional: z.array(z.string()).max(255).optional(),
    }),
  }),
  settings: z.object({
    event_subscriptions: z
      .object({ request_url: z.string(), bot_events: z.array(z.string()).max(100) })
      .optional(),
    interactivity: z.object({
      is_enabled: z.boolean(),
      request_url: z.string(),
      message_menu_options_url: z.string().optional(),
    }),
    token_rotation_enabled: z.boolean().optional(),
  }),
});
export type Manifest = z.infer<typeof Manifest>;

/** Throws an `Error` that names the wrong field in one line. */
export function readManifest(manifest: unknown): Manifest {
  const parsed = Manifest.safeParse(manifest);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`the Slack manifest is not usable: ${issues.join('; ')}`);
  }
  return parsed.data;
}
