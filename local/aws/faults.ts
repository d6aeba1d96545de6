import { AwsError } from './wire/aws-error.ts';
import type { ServiceModel } from './wire/service-model.ts';

export const FAULT_KINDS = ['throttle', 'error', 'drop', 'reset', 'slow', 'entry'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Something that shall go wrong. */
export interface Fault {
  /** For example `lakeformation`; absent: any. */
  readonly service?: string | undefined;
  /** For example `GrantPermissions` or `lakeformation:GrantPermissions`; absent: any. */
  readonly operation?: string | undefined;
  /**
   * `throttle`: the service's throttling error. `error`: `code`, else the service's 5xx. `drop`: the call is applied, then the connection breaks
   * before the answer. `reset`: the connection breaks and nothing is applied. `slow`: `ms` more. `entry`: `code` for one entry of a batch.
   */
  readonly kind: FaultKind;
  /** How many calls are hit; absent: until cleared. */
  readonly count?: number | undefined;
  /** Milliseconds, for `slow`. */
  readonly ms?: number | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

/** The faults that are waiting, in the order in which they were injected. */
export class FaultBook {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  inject(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.count ?? Number.POSITIVE_INFINITY });
  }

  /** Removes all, or those of one service. */
  clear(service?: string): void {
    this.#waiting =
      service === undefined ? [] : this.#waiting.filter(({ fault }) => fault.service !== service);
  }

  list(): readonly Fault[] {
    return this.#waiting.map(({ fault, left }) =>
      Number.isFinite(left) ? { ...fault, count: left } : fault,
    );
  }

  /** The next fault of one of these kinds for this call; it is used up by that. */
  take(service: string, operation: string, kinds: readonly FaultKind[]): Fault | undefined {
    const found = this.#waiting.find(
      ({ fault }) => kinds.includes(fault.kind) && fits(fault, service, operation),
    );
    if (!found) {
      return undefined;
    }
    found.left -= 1;
    if (found.left <= 0) {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== found);
    }
    return found.fault;
  }

  /** Milliseconds that this call takes longer; every fitting `slow` fault counts. */
  takeDelay(service: string, operation: string): number {
    let total = 0;
    for (const waiting of [...this.#waiting]) {
      if (waiting.fault.kind === 'slow' && fits(waiting.fault, service, operation)) {
        total += waiting.fault.ms ?? 0;
        waiting.left -= 1;
      }
    }
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return total;
  }
}

function fits(fault: Fault, service: string, operation: string): boolean {
  const named =
    fault.operation === undefined || [operation, `${service}:${operation}`].includes(fault.operation);
  return named && (fault.service === undefined || fault.service === service);
}

const THROTTLES: Readonly<Record<string, string>> = {
  lakeformation: 'ThrottledException',
  s3: 'SlowDown',
  sqs: 'RequestThrottled',
  iam: 'Throttling',
  sts: 'Throttling',
};
const INTERNAL: Readonly<Record<string, string>> = {
  lakeformation: 'InternalServiceException',
  glue: 'InternalServiceException',
  dynamodb: 'InternalServerError',
  dynamodbstreams: 'InternalServerError',
  secretsmanager: 'InternalServiceError',
  ram: 'ServerInternalException',
  s3: 'InternalError',
  iam: 'ServiceFailure',
};

/** The error that a `throttle`, `error` or `entry` fault stands for. */
export function faultError(fault: Fault, service: ServiceModel): AwsError {
  if (fault.kind === 'throttle') {
    const code = fault.code ?? THROTTLES[service.name] ?? 'ThrottlingException';
    const status = service.name === 's3' ? 503 : 400;
    return new AwsError(code, fault.message ?? 'Rate exceeded', { status });
  }
  const code = fault.code ?? INTERNAL[service.name] ?? 'InternalFailure';
  const message = fault.message ?? 'The request could not be completed (injected fault)';
  return fault.code === undefined
    ? new AwsError(code, message, { status: 500 })
    : new AwsError(code, message);
}
