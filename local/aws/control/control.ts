import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ZodType } from 'zod';
import type { VirtualClock } from '../../clock.ts';
import type { Settings } from '../call.ts';
import type { FaultBook } from '../faults.ts';

export interface ControlParts {
  readonly clock: VirtualClock;
  readonly faults: FaultBook;
  readonly settings: Settings;
}

/** Whether the request is for the operator and not for AWS. */
export function isControl(request: IncomingMessage): boolean {
  return request.url?.startsWith('/_sim/') ?? false;
}

/** `/_sim/clock`, `/_sim/faults` and `/_sim/settings`: JSON in and out, for this machine only. */
export async function control(
  parts: ControlParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await answer(parts, request);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

async function answer(parts: ControlParts, request: IncomingMessage): Promise<Answer> {
  if (!isLocal(request)) {
    return refuse(403, 'only this machine may steer the stand-in');
  }
  // Loaded with the first order: whoever never steers starts faster.
  const { ClockRequest, FaultRequest, SettingsRequest } = await import('./requests.ts');
  const path = request.url?.split('?')[0];
  const { clock, faults, settings } = parts;
  const told = () => ({
    status: 200,
    body: { now: new Date(clock.now()).toISOString(), offsetMs: clock.offset() },
  });
  switch (`${request.method} ${path}`) {
    case 'GET /_sim/clock':
      return told();
    case 'POST /_sim/clock':
      return withBody(request, ClockRequest, (wanted) => {
        if ('now' in wanted) {
          clock.set(new Date(wanted.now));
        } else {
          clock.advance(wanted.advanceSeconds);
        }
        return told();
      });
    case 'GET /_sim/faults':
      return { status: 200, body: { faults: faults.list() } };
    case 'DELETE /_sim/faults':
      faults.clear();
      return { status: 200, body: { faults: [] } };
    case 'POST /_sim/faults':
      return withBody(request, FaultRequest, ({ target: _target, ...fault }) => {
        faults.inject(fault);
        return { status: 200, body: { faults: faults.list() } };
      });
    case 'POST /_sim/settings':
      return withBody(request, SettingsRequest, (wanted) => {
        settings.iamPropagationMs = wanted.iamPropagationMs ?? settings.iamPropagationMs;
        settings.ramPropagationMs = wanted.ramPropagationMs ?? settings.ramPropagationMs;
        settings.organisations = wanted.organisations ?? settings.organisations;
        const { iamPropagationMs, ramPropagationMs, organisations } = settings;
        return { status: 200, body: { iamPropagationMs, ramPropagationMs, organisations } };
      });
    default:
      return refuse(404, `there is no ${request.method} ${path} here`);
  }
}

function refuse(status: number, error: string): Answer {
  return { status, body: { error } };
}

/** A page of somewhere else must not reach this through the browser of the person at this machine. */
function isLocal({ headers }: IncomingMessage): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const origin = headers.origin === undefined ? 'http://localhost' : headers.origin;
  return (
    ['127.0.0.1', 'localhost', '[::1]'].includes(host) &&
    /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(origin)
  );
}

async function withBody<T>(
  request: IncomingMessage,
  schema: ZodType<T>,
  step: (body: T) => Answer,
): Promise<Answer> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 100_000) {
      return refuse(413, 'the body is too large');
    }
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return refuse(400, 'the body is not JSON');
  }
  const { read } = await import('./requests.ts');
  const body = read(schema, raw);
  return 'value' in body ? step(body.value) : refuse(400, body.problem);
}
