import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VirtualClock } from '../clock.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize/authorize.ts';
import type { Call, Settings } from './call.ts';
import { control, isControl } from './control/control.ts';
import { type FaultBook, faultError } from './faults.ts';
import type { SettlingIam } from './iam/settling.ts';
import { findService, readBody, unknownService } from './incoming.ts';
import type { Lock } from './lock.ts';
import type { Service } from './service.ts';
import type { Change, State } from './state/state.ts';
import { AwsError } from './wire/aws-error.ts';
import { parseRequest } from './wire/read-request.ts';
import type { OperationModel, ServiceModel } from './wire/service-model.ts';
import type { SignedRequest } from './wire/sigv4.ts';
import { problemsOf } from './wire/validate.ts';
import { type WireResponse, writeError, writeSuccess } from './wire/write-response.ts';

const POLL_MS = 100;

export interface CallRecord {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly principal: string;
  readonly input: unknown;
  readonly error?: string;
  /** The error was injected and not the service's own. */
  readonly injected?: boolean;
  readonly ms: number;
}

export interface ServerParts {
  readonly services: readonly Service[];
  readonly state: State;
  readonly lock: Lock;
  readonly clock: VirtualClock;
  readonly settings: Settings;
  readonly faults: FaultBook;
  readonly settling: SettlingIam;
  /** Makes what a call wrote durable; runs before the answer. */
  readonly keep: (changes: readonly Change[]) => void;
  readonly onCall?: ((call: CallRecord) => unknown) | undefined;
}

/** Breaks the connection instead of answering. */
class Dropped extends Error {}

export function createRequestListener(parts: ServerParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const served = isControl(request) ? control(parts, request, response) : serve(parts, request, response);
    served.catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  };
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  let answer: WireResponse;
  let service: Service | undefined;
  try {
    const signed = await readBody(request);
    service = findService(parts.services, signed);
    if (!service) {
      throw unknownService(signed);
    }
    answer = await answerCall(parts, service, signed, requestId, () => response.destroyed);
  } catch (error) {
    // A client that hung up gets no answer, and needs none.
    if (error instanceof Dropped || (request.destroyed && !request.complete)) {
      request.socket.destroy();
      return;
    }
    answer = writeError(service?.model, asAwsError(error), requestId);
  }
  response.writeHead(answer.status, {
    ...answer.headers,
    date: new Date(parts.clock.now()).toUTCString(),
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function answerCall(
  parts: ServerParts,
  service: Service,
  signed: SignedRequest,
  requestId: string,
  isGone: () => boolean,
): Promise<WireResponse> {
  const { state, clock, settings, faults } = parts;
  const { model } = service;
  const started = performance.now();
  const { principal } = authenticate(model, signed, {
    state,
    region: settings.region,
    now: new Date(clock.now()),
  });
  const { operation, input: readInput } = parseRequest(model, signed);
  const base = { service: model.name, operation: operation.name, account: principal.account };
  const makeCall = (): Call => ({
    ...base,
    region: settings.region,
    principal,
    now: new Date(clock.now()),
    requestId,
    state,
    iam: parts.settling.view(state, clock.now(), settings.iamPropagationMs),
    settings,
    entryFault: () => {
      const fault = faults.take(model.name, operation.name, ['entry']);
      return fault && faultError(fault, model);
    },
  });
  let input: Record<string, unknown> = {};
  let injected = false;
  const report = async (error?: AwsError) => {
    const failed = error === undefined ? {} : { error: error.code, injected };
    const record = { ...base, principal: principal.arn, input, ...failed, ms: performance.now() - started };
    try {
      await parts.onCall?.(record);
    } catch (cause) {
      // Whoever watches may wish the answer away, as a crash between the call and its answer would.
      throw new Dropped('', { cause });
    }
  };
  try {
    input = await readInput();
    refuseBadInput(model, operation, input);
    const handler = service.handlers[operation.name];
    if (!handler) {
      const text = `${model.name}:${operation.name} is not provided by this local stand-in`;
      throw new AwsError('NotImplemented', text, { status: 501 });
    }
    const delay = faults.takeDelay(model.name, operation.name);
    if (delay > 0) {
      await sleep(delay);
    }
    const fault = faults.take(model.name, operation.name, ['throttle', 'error', 'drop', 'reset']);
    if (fault?.kind === 'reset') {
      throw new Dropped();
    }
    if (fault && fault.kind !== 'drop') {
      injected = true;
      throw faultError(fault, model);
    }
    const run = () => parts.lock.run(() => attempt(parts, service, makeCall(), input, handler));
    let output = await run();
    const waitUntil = Date.now() + secondsToWait(service, input, output, makeCall()) * 1000;
    while (Date.now() < waitUntil && !isGone() && secondsToWait(service, input, output, makeCall()) > 0) {
      await sleep(Math.min(POLL_MS, waitUntil - Date.now()));
      output = await run();
    }
    const answer = writeSuccess(model, operation, checkOutput(operation, output), requestId);
    await report();
    if (fault) {
      throw new Dropped();
    }
    return answer;
  } catch (error) {
    if (error instanceof Dropped) {
      throw error;
    }
    const refusal = asAwsError(error);
    await report(refusal);
    return writeError(model, refusal, requestId);
  }
}

function secondsToWait(service: Service, input: object, output: object, call: Call): number {
  return service.waits?.(input, output, call) ?? 0;
}

/** Runs one call to its end or not at all. */
async function attempt(
  { state, keep, settings, settling }: ServerParts,
  service: Service,
  call: Call,
  input: Record<string, unknown>,
  handler: (input: object, call: Call) => unknown,
): Promise<Record<string, unknown>> {
  try {
    if (settings.enforceIam) {
      authorize(service.needs(input, call), call, service.model.kind);
    }
    const output: unknown = await handler(input, call);
    keep(state.changes());
    settling.remember(state.replaced(), call.now.getTime(), settings.iamPropagationMs);
    state.commit();
    return typeof output === 'object' && output !== null ? { ...output } : {};
  } catch (error) {
    state.rollback();
    throw error;
  }
}

/** How a service calls a request that does not fit its model; most have no error of their own for it. */
function invalidInputCode(model: ServiceModel): string {
  if (model.kind === 'restXml') {
    return 'InvalidRequest';
  }
  if (model.kind === 'query') {
    return 'ValidationError';
  }
  return model.name === 'lakeformation' ? 'InvalidInputException' : 'ValidationException';
}

function refuseBadInput(
  model: ServiceModel,
  operation: OperationModel,
  input: Record<string, unknown>,
): void {
  if (operation.input.isUnitSchema()) {
    return;
  }
  const problems = problemsOf(operation.input, input, '');
  if (problems.length > 0) {
    const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected`;
    throw new AwsError(invalidInputCode(model), `${count}: ${problems.join('; ')}`, { status: 400 });
  }
}

/** A handler that answers outside the model is our fault, and shall be seen. */
function checkOutput(operation: OperationModel, output: Record<string, unknown>): Record<string, unknown> {
  const problems = operation.output.isUnitSchema() ? [] : problemsOf(operation.output, output, '', true);
  if (problems.length > 0) {
    throw new Error(`${operation.name} answered outside its model: ${problems.join('; ')}`);
  }
  return output;
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) {
    return error;
  }
  // Ours, not the caller's: told on the log in full, to the client without a stack.
  console.error(error);
  return new AwsError('InternalFailure', 'The request processing has failed because of an internal error.', {
    status: 500,
  });
}
