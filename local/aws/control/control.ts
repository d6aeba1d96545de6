import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { VirtualClock } from '../../clock.ts';
import type { Settings } from '../call.ts';
import { FAULT_KINDS, type FaultBook } from '../faults.ts';

const Clock = z.union([
  z.strictObject({ advanceSeconds: z.number() }),
  z.strictObject({ now: z.union([z.iso.datetime({ offset: true }), z.number()]) }),
]);

const FaultRequest = z.strictObject({
  target: z.literal('aws').optional(),
  service: z.string().optional(),
  operation: z.string().optional(),
  kind: z.enum(FAULT_KINDS),
  count: z.number().int().positive().optional(),
  ms: z.number().nonnegative().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});

const SettingsRequest = z.strictObject({
  iamPropagationMs: z.number().nonnegative().optional(),
  organisations: z.array(z.array(z.string().regex(/^\d{12}$/))).optional(),
});

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
      return withBody(request, Clock, (wanted) => {
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
      return withBody(request, SettingsRequest, ({ iamPropagationMs, organisations }) => {
        settings.iamPropagationMs = iamPropagationMs ?? settings.iamPropagationMs;
        settings.organisations = organisations ?? settings.organisations;
        return {
          status: 200,
          body: { iamPropagationMs: settings.iamPropagationMs, organisations: settings.organisations },
        };
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
  schema: z.ZodType<T>,
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
  const parsed = schema.safeParse(raw);
  return parsed.success ? step(parsed.data) : refuse(400, z.prettifyError(parsed.error));
}
