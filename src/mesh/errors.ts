/** Says whose turn it is when something did not work. `code` is stable and documented; `message` is for the log only. */
export interface MeshErrorOptions {
  /** What the person reads: one plain sentence or two, with the next step. Shown as it is. */
  readonly userMessage: string;
  /** The field errors of a form: block id → sentence. */
  readonly fields?: Readonly<Record<string, string>>;
  /** For the log only; never contains a secret or a reason that somebody typed. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export abstract class MeshError extends Error {
  readonly code: string;
  readonly userMessage: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, unknown>>;
  /** Whether the same call may succeed later without anybody changing anything. Read by the job runner alone. */
  readonly retryable: boolean = false;

  constructor(code: string, message: string, options: MeshErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.userMessage = options.userMessage;
    this.fields = options.fields ?? {};
    this.details = options.details ?? {};
  }
}

/** What was asked for is not a legal request; the requester can mend it. */
export class InvalidRequestError extends MeshError {}

/** It does not exist, or the caller may not see it: the two are never told apart to a person. */
export class NotFoundError extends MeshError {}

/** Somebody else has to do it. */
export class NotAllowedError extends MeshError {}

/** The world moved on first: a lost race, a decision already made. */
export class ConflictError extends MeshError {}

/** AWS or Slack refused or did not answer. */
export class UpstreamError extends MeshError {
  override readonly retryable: boolean;

  constructor(code: string, message: string, options: MeshErrorOptions & { readonly retryable: boolean }) {
    super(code, message, options);
    this.retryable = options.retryable;
  }
}

/** The installation is wrong; an operator has to mend it. */
export class ConfigurationError extends MeshError {}
