import * as z from 'zod/mini';
import { ConfigurationError, UpstreamError } from '../mesh/errors.ts';
import { readJson } from './read-json.ts';

/** `data-mesh/slack/app`: what the Slack app as such needs. */
const AppSecret = z.object({
  signingSecret: z.string().check(z.minLength(1)),
  /** The signing secret before this one; accepted until it is taken out. */
  previousSigningSecret: z.optional(z.string()),
  clientId: z.optional(z.string()),
  clientSecret: z.optional(z.string()),
  /** Where notices go that have no other place. */
  adminChannel: z.optional(z.string()),
});
export type AppSecret = z.infer<typeof AppSecret>;

/** `data-mesh/slack/install/<workspace>`: one installation. */
const InstallSecret = z.object({
  botToken: z.string().check(z.minLength(1)),
  botId: z.string(),
  botUserId: z.string(),
  workspace: z.string(),
  enterprise: z.optional(z.string()),
});
export type InstallSecret = z.infer<typeof InstallSecret>;

/** Reads one secret's current text. Throws where it is missing or cannot be read. */
export type ReadSecret = (name: string) => Promise<string>;

export interface SlackSecrets {
  /** Signing secrets that are valid now; with `refresh`, read again, at most every 30 seconds. */
  signingSecrets(options: { readonly refresh: boolean }): Promise<readonly string[]>;
  app(): Promise<AppSecret>;
  install(workspace: string, enterprise?: string): Promise<InstallSecret>;
}

const CACHE_MS = 5 * 60 * 1000;
/** Anybody can send a wrong signature; they shall not drive the Secrets Manager bill. */
const REFRESH_MS = 30 * 1000;

export function createSlackSecrets(read: ReadSecret, prefix: string, now: () => number): SlackSecrets {
  const cache = new Map<string, { readonly at: number; readonly value: Promise<unknown> }>();

  function cached<T>(name: string, parse: (text: string) => T, maxAgeMs: number): Promise<T> {
    const known = cache.get(name);
    if (known && now() - known.at < maxAgeMs) {
      return known.value.then((value) => parse(String(value)));
    }
    const value = read(name);
    cache.set(name, { at: now(), value });
    value.catch(() => cache.delete(name)); // a failed read is not remembered; whoever awaits it is told
    return value.then(parse);
  }

  const appSecret = (maxAgeMs: number) =>
    cached(`${prefix}/slack/app`, (text) => parsed('slack/app', AppSecret, text), maxAgeMs);

  return {
    app: () => appSecret(CACHE_MS),
    async signingSecrets({ refresh }) {
      const { signingSecret, previousSigningSecret } = await appSecret(refresh ? REFRESH_MS : CACHE_MS);
      return previousSigningSecret ? [signingSecret, previousSigningSecret] : [signingSecret];
    },
    async install(workspace, enterprise) {
      const name = (id: string): string => `${prefix}/slack/install/${id}`;
      const parse = (text: string): InstallSecret => parsed('slack/install', InstallSecret, text);
      try {
        return await cached(name(workspace), parse, CACHE_MS);
      } catch (error) {
        if (enterprise && error instanceof UpstreamError && !error.retryable) {
          return cached(name(enterprise), parse, CACHE_MS); // installed for the whole organisation
        }
        throw error;
      }
    },
  };
}

function parsed<T>(name: string, schema: z.ZodMiniType<T>, text: string): T {
  const result = schema.safeParse(readJson(text));
  if (!result.success) {
    const fields = result.error.issues.map(({ path }) => path.join('.') || '(whole)').join(', ');
    throw new ConfigurationError('BAD_SECRET', `secret ${name} is malformed at: ${fields}`, {
      userMessage: 'The app is not set up completely. Please tell a mesh admin.',
    });
  }
  return result.data;
}
