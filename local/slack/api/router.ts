import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Request, type Response, Router } from 'express';
import { isRecord } from '../../../src/blocks/validate/rule.ts';
import type { Core } from '../core.ts';
import { rateLimited } from '../rate-limits.ts';
import { SlackFault } from '../slack-fault.ts';
import type { Installation, Json } from '../state/world.ts';
import type { Method } from './method.ts';
import { METHODS } from './methods.ts';

/** `/api/<method>`: reads, authenticates, limits, runs and records each call. */
export function createApiRouter(core: Core): Router {
  const router = Router();
  router.use(express.urlencoded({ extended: false, limit: '2mb' }), express.json({ limit: '2mb' }));
  router.all('/:method', (request, response) => answer(core, request, response));
  return router;
}

async function answer(core: Core, request: Request, response: Response): Promise<void> {
  const name = String(request.params['method']);
  const started = performance.now();
  const args = argumentsOf(request);
  const fault = core.faults.take(name);
  const { status, headers, body } = await outcome(core, name, args, request, fault);
  if (fault?.kind === 'slow') {
    await sleep(fault.ms ?? 0);
  }
  core.inspector.add({
    to: 'slack',
    kind: name,
    status,
    ackMs: Math.round((performance.now() - started) * 10) / 10,
    request: readable(args),
    response: body,
    ...(body['ok'] === true ? {} : { error: String(body['error']), problems: problemsIn(body) }),
  });
  if (fault?.kind === 'drop') {
    response.socket?.destroy();
    return;
  }
  response.status(status).set(headers).json(body);
}

interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

async function outcome(
  core: Core,
  name: string,
  args: Json,
  request: Request,
  fault: ReturnType<Core['faults']['take']>,
): Promise<Outcome> {
  try {
    if (fault?.kind === 'throttle') {
      throw rateLimited(Math.max(1, Math.ceil((fault.ms ?? 1000) / 1000)));
    }
    if (fault?.kind === 'error') {
      throw fault.code ? new SlackFault(fault.code) : new SlackFault('internal_error', {}, { status: 503 });
    }
    const method = METHODS.get(name);
    if (!method) {
      core.warn(
        `the app called ${name}, which the Slack stand-in does not have (local/slack/api/methods.ts)`,
      );
      throw new SlackFault('unknown_method', { req_method: name });
    }
    const installation = method.needsToken === false ? nobody : authenticate(core, args, request);
    requireScope(method, installation);
    core.limits.take(`${name}:${installation.teamId}`, method.rate);
    const result = await method.run({ args, core, installation });
    const headers = method.needsToken === false ? {} : { 'x-oauth-scopes': installation.scopes.join(',') };
    return { status: 200, headers, body: { ok: true, ...result } };
  } catch (error) {
    if (!(error instanceof SlackFault)) {
      throw error;
    }
    return {
      status: error.status,
      headers: error.headers,
      body: { ok: false, error: error.code, ...error.extra },
    };
  }
}

const nobody: Installation = { teamId: '', botToken: '', scopes: [], revoked: false };

/** The token comes in the header or as an argument. Throws `not_authed`, `invalid_auth`, `token_revoked`, `token_expired`. */
function authenticate(core: Core, args: Json, request: Request): Installation {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const token = bearer ?? (typeof args['token'] === 'string' ? args['token'] : undefined);
  if (!token) {
    throw new SlackFault('not_authed');
  }
  const installation = [...core.world.state.installations.values()].find((each) => knows(each, token));
  if (!installation) {
    throw new SlackFault('invalid_auth');
  }
  const { revoked, rotation } = installation;
  if (revoked || rotation?.exchanged === token) {
    throw new SlackFault('token_revoked');
  }
  const expiring = rotation?.tokens.find((each) => each.token === token);
  if (expiring && expiring.expiresAt <= core.clock.now()) {
    throw new SlackFault('token_expired');
  }
  return installation;
}

function knows({ botToken, rotation }: Installation, token: string): boolean {
  return (
    botToken === token ||
    rotation?.exchanged === token ||
    (rotation?.tokens.some((each) => each.token === token) ?? false)
  );
}

function requireScope({ scopes }: Method, installation: Installation): void {
  if (scopes.length > 0 && !scopes.some((scope) => installation.scopes.includes(scope))) {
    throw new SlackFault('missing_scope', { needed: scopes[0], provided: installation.scopes.join(',') });
  }
}

function argumentsOf({ query, body }: Request): Json {
  return { ...query, ...(isRecord(body) ? body : {}) };
}

/** Arguments as the inspector shows them: without secrets, and with the JSON inside forms opened up. */
function readable(args: Json): Json {
  const { token: _token, client_secret: _secret, refresh_token: _refresh, ...rest } = args;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, opened(value)]));
}

function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The pointers that Slack put into its messages, for the inspector. */
function problemsIn({ response_metadata: metadata }: Json) {
  const messages: readonly unknown[] =
    isRecord(metadata) && Array.isArray(metadata['messages']) ? metadata['messages'] : [];
  return messages.map((message) => {
    const [, text = String(message), pointer = ''] =
      /^\[ERROR\] (.*) \[json-pointer:(.*)\]$/.exec(String(message)) ?? [];
    return { code: 'not_allowed', message: text, pointer } as const;
  });
}
