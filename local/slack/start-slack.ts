import { randomUUID } from 'node:crypto';
import { type NextFunction, type Request, type Response, Router } from 'express';
import type { VirtualClock } from '../clock.ts';
import { createPageRouter } from '../page/page-router.ts';
import { createApiRouter } from './api/router.ts';
import { createLiveUpdates } from './control/live-updates.ts';
import { createControlRouter } from './control/router.ts';
import { stateJson } from './control/state-json.ts';
import type { Core } from './core.ts';
import { createDeliver } from './deliver/deliver.ts';
import { createEvents } from './deliver/events.ts';
import { createEphemerals } from './ephemerals.ts';
import { createFaults, type Fault } from './faults.ts';
import { createFiles, createFilesRouter } from './files.ts';
import { createInspector } from './inspector.ts';
import { readManifest } from './manifest.ts';
import { createCodes } from './oauth/codes.ts';
import { createConsentRouter } from './oauth/consent-router.ts';
import { createRateLimits } from './rate-limits.ts';
import { createReplyRouter } from './reply-urls.ts';
import { applyChange, type Change } from './state/change.ts';
import { type Journal, openJournal } from './state/journal.ts';
import { createWorld, type Json, type World } from './state/world.ts';
import { createTimers } from './timers.ts';
import { createTriggers } from './triggers.ts';
import { createOpenViews } from './views/open-views.ts';
import type { WorkspaceSeed } from './workspace-seed.ts';

export interface SlackOptions {
  readonly clock: VirtualClock;
  /** Where this Slack is: `http://127.0.0.1:<port>`. Asked for late, since the port may be chosen by the system. */
  readonly baseUrl: () => string;
  /** Where the app is: what stands for `https://HOST` in the manifest. `/slack/events` is added. */
  readonly appUrl: () => string;
  /** The app's manifest, as parsed JSON. */
  readonly manifest: unknown;
  readonly workspace: WorkspaceSeed;
  readonly signingSecret: string;
  /** Where messages, Home tabs and installations are kept. Absent: memory only. */
  readonly dataDir?: string;
  /** Multiplies every rate limit; 0 switches them off. Default 1, as in Slack. */
  readonly rateLimitSpeed?: number;
  /** The app's credentials for `oauth.v2.access`. */
  readonly client?: { readonly id: string; readonly secret: string };
  /** Hears of calls to methods that are not here. Standard error by default. */
  readonly onWarning?: (sentence: string) => void;
  /** Where `/_sim/faults` with target `aws` go. */
  readonly awsFaults?: { inject(fault: Fault): void };
}

export interface Slack {
  /** Serves the page (`/`), the Web API (`/api/*`), response URLs (`/response/*`) and control (`/_sim/*`). */
  readonly router: Router;
  /** What `GET /_sim/state` answers. */
  state(): Json;
  /** Checks the app's URL with `url_verification`, as Slack does when a manifest is saved. Throws when the challenge does not come back. */
  verifyRequestUrl(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Slack, as far as this app can see it. Throws an `Error` with one sentence for a manifest that it cannot use or a state file that it
 * cannot read.
 */
export function createSlack(options: SlackOptions): Slack {
  const live = createLiveUpdates();
  const closing = new AbortController();
  const journal = options.dataDir === undefined ? undefined : openJournal(options.dataDir);
  const core = assemble(options, journal, live.changed, closing.signal);
  const timers = createTimers(options.clock);
  const sendEvent = createEvents(core, timers);
  const router = Router();
  router.use('/api', createApiRouter(core));
  router.use('/response', createReplyRouter(core));
  router.use(
    '/_sim',
    createControlRouter({
      core,
      sendEvent,
      live,
      ...(options.awsFaults ? { injectAwsFault: (fault) => options.awsFaults?.inject(fault) } : {}),
    }),
  );
  router.use('/oauth/v2', createConsentRouter(core));
  router.use(createFilesRouter(core.files));
  router.use(createPageRouter());
  router.use(failed);
  return {
    router,
    state: () => stateJson(core),
    verifyRequestUrl: () => verify(core),
    async close() {
      closing.abort();
      timers.close();
      live.close();
      journal?.close();
    },
  };
}

function assemble(
  options: SlackOptions,
  journal: Journal | undefined,
  changed: () => void,
  signal: AbortSignal,
): Core {
  const { clock, appUrl, baseUrl, signingSecret } = options;
  const manifest = readManifest(options.manifest);
  const inspector = createInspector(clock, changed);
  const faults = createFaults();
  const earlierBlocks: Core['earlierBlocks'] = new Map();
  const world: World = createWorld({
    seed: options.workspace,
    clock,
    scopes: manifest.oauth_config.scopes.bot,
    record: (change) => {
      rememberEarlier(earlierBlocks, world, change);
      journal?.record(change, world.state);
    },
    onChange: changed,
  });
  journal?.restore(world.state, (change) => applyChange(world.state, change));
  return {
    clock,
    manifest,
    world,
    inspector,
    faults,
    earlierBlocks,
    baseUrl,
    appUrl,
    codes: createCodes(clock),
    files: createFiles(),
    views: createOpenViews(clock.now, changed),
    ephemerals: createEphemerals(changed),
    triggers: createTriggers(clock),
    limits: createRateLimits(clock, options.rateLimitSpeed ?? 1),
    deliver: createDeliver({ clock, appUrl, signingSecret, inspector, faults, signal }),
    offered: new Map(),
    enteredInMessages: new Map(),
    warn: options.onWarning ?? ((sentence) => process.stderr.write(`${sentence}\n`)),
    client: options.client ?? { id: '0000000000.0000000000', secret: 'client-secret-of-the-stand-in' },
  };
}

const EARLIER_VERSIONS = 5;
const EARLIER_MESSAGES = 500;

/** A client may show an older state of a message for a moment; a click on it is delivered all the same. */
function rememberEarlier(earlier: Core['earlierBlocks'], { state }: World, change: Change): void {
  const before =
    change.type === 'message-changed'
      ? state.channels.get(change.channel)?.messages.find(({ ts }) => ts === change.message.ts)
      : undefined;
  if (change.type === 'message-changed' && before?.blocks) {
    const key = `${change.channel}/${before.ts}`;
    const versions = [before.blocks, ...(earlier.get(key) ?? [])].slice(0, EARLIER_VERSIONS);
    earlier.delete(key);
    earlier.set(key, versions);
    const [oldest] = earlier.keys();
    if (oldest !== undefined && earlier.size > EARLIER_MESSAGES) {
      earlier.delete(oldest);
    }
  }
}

const VERIFY_TRIES = 5;

/** A cold start on a busy machine may take longer than three seconds; a person would press Retry on the settings page, as here. */
async function verify(core: Core): Promise<void> {
  let problem = '';
  for (let tries = 0; tries < VERIFY_TRIES; tries += 1) {
    const challenge = `challenge-${randomUUID()}`;
    const body = { token: 'verification-token-of-the-stand-in', challenge, type: 'url_verification' };
    const delivered = await core.deliver({
      kind: 'url_verification',
      contentType: 'application/json',
      body: JSON.stringify(body),
      shown: body,
    });
    if (!delivered.error && delivered.body.includes(challenge)) {
      return;
    }
    problem = delivered.error ?? `HTTP ${delivered.status}`;
    if (delivered.error !== 'operation_timeout') {
      break;
    }
  }
  throw new Error(`the app did not answer Slack's challenge (${problem})`);
}

function failed(error: unknown, request: Request, response: Response, _next: NextFunction): void {
  const status =
    error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  if (status >= 500) {
    console.error(`${request.method} ${request.path} failed`, error);
  }
  response.status(status).json({ ok: false, error: status === 500 ? 'fatal_error' : 'invalid_json' });
}
