import * as z from 'zod';

/** What the stand-in reads of the app's manifest. @see https://docs.slack.dev/reference/app-manifest */
const Manifest = z.object({
  display_information: z.object({
    name: z.string(),
    description: z.string().optional(),
    background_color: z.string().optional(),
  }),
  features: z.object({
    app_home: z
      .object({
        home_tab_enabled: z.boolean().optional(),
        messages_tab_read_only_enabled: z.boolean().optional(),
      })
      .optional(),
    bot_user: z.object({ display_name: z.string() }),
    shortcuts: z
      .array(
        z.object({
          name: z.string(),
          type: z.enum(['global', 'message']),
          callback_id: z.string(),
          description: z.string(),
        }),
      )
      .optional(),
    slash_commands: z
      .array(
        z.object({
          command: z.string().startsWith('/'),
          url: z.string(),
          description: z.string(),
          usage_hint: z.string().optional(),
          should_escape: z.boolean().optional(),
        }),
      )
      .optional(),
  }),
  oauth_config: z.object({
    redirect_urls: z.array(z.string()).optional(),
    scopes: z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()).optional() }),
  }),
  settings: z.object({
    event_subscriptions: z.object({ request_url: z.string(), bot_events: z.array(z.string()) }).optional(),
    interactivity: z.object({
      is_enabled: z.boolean(),
      request_url: z.string(),
      message_menu_options_url: z.string().optional(),
    }),
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
