import express, { type NextFunction, type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import type { SendEvent } from '../deliver/events.ts';
import { Fault } from '../faults.ts';
import { act } from '../gestures/action.ts';
import { closeView } from '../gestures/close-view.ts';
import { typeCommand } from '../gestures/command.ts';
import { openHome } from '../gestures/open-home.ts';
import { suggest } from '../gestures/options.ts';
import { useShortcut } from '../gestures/shortcut.ts';
import { submit } from '../gestures/submit.ts';
import { writeMessage } from '../gestures/write-message.ts';
import { ChannelChange, changeChannel, Uninstall, uninstall } from './administration.ts';
import type { LiveUpdates } from './live-updates.ts';
import { onlyFromHere } from './only-from-here.ts';
import { stateJson } from './state-json.ts';

export interface ControlOptions {
  readonly core: Core;
  readonly sendEvent: SendEvent;
  readonly live: LiveUpdates;
  /** Faults whose target is AWS go here. */
  readonly injectAwsFault?: (fault: Fault) => void;
}

const user = z.string().min(1);
const place = { channel: z.string().optional(), ts: z.string().optional(), view_id: z.string().optional() };
const element = { ...place, user, action_id: z.string().min(1), block_id: z.string().optional() };

const Command = z.object({ user, channel: z.string().min(1), text: z.string() });
const Action = z.object({ ...element, value: z.unknown().optional(), values: z.unknown().optional() });
const Submission = z.object({ user, view_id: z.string().min(1), values: z.unknown().optional() });
const Query = z.object({ ...element, query: z.string() });
const Close = z.object({ user, view_id: z.string().min(1), all: z.boolean().optional() });
const Shortcut = z.object({
  user,
  callback_id: z.string().min(1),
  channel: z.string().optional(),
  ts: z.string().optional(),
});
const Home = z.object({ user, tab: z.enum(['home', 'messages']).optional() });
const Written = z.object({
  user,
  channel: z.string().min(1),
  text: z.string(),
  thread_ts: z.string().optional(),
});
const Dismissed = z.object({ user, ts: z.string() });
const Clock = z.union([
  z.strictObject({
    advanceSeconds: z
      .number()
      .min(0)
      .max(10 * 365 * 86_400),
  }),
  z.strictObject({ now: z.union([z.iso.datetime({ offset: true }), z.number().int().positive()]) }),
]);

/** `/_sim/*`: the verbs of the page and of tests, JSON in and out. */
export function createControlRouter({ core, sendEvent, live, injectAwsFault }: ControlOptions): Router {
  const router = Router();
  router.use(onlyFromHere(core.baseUrl), express.json({ limit: '2mb', strict: true }));
  router.get('/state', (_request, response) => void response.json(stateJson(core)));
  router.get('/requests/:id', (request: Request, response: Response) => {
    const entry = core.inspector.find(Number(request.params['id']));
    if (!entry) {
      throw new BadInput('that request is not remembered', 404);
    }
    response.json(entry);
  });
  router.get('/events', live.subscribe);

  const verb = <T>(path: string, schema: z.ZodType<T>, run: (input: T) => unknown): void => {
    router.post(path, async (request: Request, response: Response) => {
      const result: unknown = await run(read(schema, request.body));
      response.json(result ?? {});
    });
  };
  verb('/command', Command, (input) => typeCommand(core, input));
  verb('/action', Action, (input) => act(core, input));
  verb('/submit', Submission, (input) => submit(core, input));
  verb('/options', Query, (input) => suggest(core, input));
  verb('/close', Close, (input) => closeView(core, input));
  verb('/shortcut', Shortcut, (input) => useShortcut(core, input));
  verb('/home', Home, (input) => openHome(core, sendEvent, input));
  verb('/message', Written, (input) => writeMessage(core, input));
  verb('/dismiss', Dismissed, ({ ts }) => core.ephemerals.remove(ts));
  verb('/channel', ChannelChange, (input) => changeChannel(core, input));
  verb('/uninstall', Uninstall, (input) => uninstall(core, sendEvent, input));
  verb('/clock', Clock, (input) => {
    if ('advanceSeconds' in input) {
      core.clock.advance(input.advanceSeconds);
    } else {
      core.clock.set(new Date(input.now));
    }
    live.changed();
    return {
      now: core.clock.now(),
      offset: core.clock.offset(),
      iso: new Date(core.clock.now()).toISOString(),
    };
  });
  verb('/faults', Fault, (fault) => {
    if (fault.target === 'slack') {
      core.faults.inject(fault);
    } else if (injectAwsFault) {
      injectAwsFault(fault);
    } else {
      throw new BadInput('no AWS stand-in runs beside this Slack');
    }
    return { pending: core.faults.pending() };
  });

  router.use((request, _response, next) =>
    next(new BadInput(`there is no ${request.method} /_sim${request.path}`, 404)),
  );
  router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) =>
    sayNo(error, response),
  );
  return router;
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new BadInput(
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
    );
  }
  return parsed.data;
}

/** Bad input is 4xx with one sentence; anything else is our own fault and says so. */
function sayNo(error: unknown, response: Response): void {
  if (error instanceof BadInput) {
    response.status(error.status).json({ error: error.message });
  } else if (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status < 500
  ) {
    response.status(error.status).json({ error: error.message });
  } else {
    console.error(error);
    response.status(500).json({ error: error instanceof Error ? error.message : String(error) });
  }
}
