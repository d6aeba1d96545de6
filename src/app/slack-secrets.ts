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
  /** Exchanges tokens that never end for tokens that do. The Slack app has to have token rotation on, which cannot be taken back. */
  tokenRotation: z.optional(z.boolean()),
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
  /** With token rotation: what renews the token, and when it ends, in epoch seconds. */
  refreshToken: z.optional(z.string()),
  expiresAt: z.optional(z.number()),
});
export type InstallSecret = z.infer<typeof InstallSecret>;

/** Reads one secret's current text. Throws where it is missing or cannot be read. */
export type ReadSecret = (name: string) => Promise<string>;

export interface SlackSecrets {
  /** Signing secrets that are valid now; with `refresh`, read again, at most every 30 seconds. */
  signingSecrets(options: { readonly refresh: boolean }): Promise<readonly string[]>;
  app(): Promise<AppSecret>;
  /** Throws `ConfigurationError` (`NOT_INSTALLED`) where the app was taken out of the workspace. */
  install(workspace: string, enterprise?: string): Promise<InstallSecret>;
  /** Reads the installation anew at the next question. */
  forget(workspace: string, enterprise?: string): void;
}

/** In the place of an installation that is no more. */
const GoneInstall = z.lazy(() => z.object({ workspace: z.string(), goneAt: z.number() }));

const CACHE_MS = 5 * 60 * 1000;
/** Anybody can send a wrong signature; they shall not drive the Secrets Manager bill. */
const REFRESH_MS = 30 * 1000;
/** Nothing can be done with a token that ended, so that it is read again at nearly every question until it is renewed. */
const ENDED_MS = 1000;

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

  const installName = (id: string): string => `${prefix}/slack/install/${id}`;

  /** A token that ended meanwhile may have been renewed since it was read. */
  async function installed(id: string): Promise<InstallSecret> {
    const known = await cached(installName(id), parseInstall, CACHE_MS);
    return (known.expiresAt ?? Infinity) * 1000 > now()
      ? known
      : cached(installName(id), parseInstall, ENDED_MS);
  }

  return {
    forget(workspace, enterprise) {
      cache.delete(installName(workspace));
      if (enterprise) {
        cache.delete(installName(enterprise));
      }
    },
    app: () => appSecret(CACHE_MS),
    async signingSecrets({ refresh }) {
      const { signingSecret, previousSigningSecret } = await appSecret(refresh ? REFRESH_MS : CACHE_MS);
      return previousSigningSecret ? [signingSecret, previousSigningSecret] : [signingSecret];
    },
    async install(workspace, enterprise) {
      try {
        return await installed(workspace);
      } catch (error) {
        const isGone = error instanceof ConfigurationError && error.code === 'NOT_INSTALLED';
        if (isGone) {
          cache.delete(installName(workspace)); // it may be installed again at any moment
        }
        if (enterprise && (isGone || (error instanceof UpstreamError && !error.retryable))) {
          return installed(enterprise); // installed for the whole organisation
        }
        throw error;
      }
    },
  };
}

function parseInstall(text: string): InstallSecret {
  const gone = GoneInstall.safeParse(readJson(text));
  if (gone.success) {
    throw new ConfigurationError('NOT_INSTALLED', `the app was taken out of ${gone.data.workspace}`, {
      userMessage:
        'Mesh is not installed in this workspace any more. An admin of the workspace can add it again.',
    });
  }
  return parsed('slack/install', InstallSecret, text);
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
