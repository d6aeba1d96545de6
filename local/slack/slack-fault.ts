/** A refusal in Slack's form: HTTP 200 with `ok: false`, except where `status` says otherwise. */
export class SlackFault extends Error {
  readonly code: string;
  /** Added to the answer beside `ok` and `error`. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    extra: Readonly<Record<string, unknown>> = {},
    {
      status = 200,
      headers = {},
    }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code);
    this.name = 'SlackFault';
    this.code = code;
    this.extra = extra;
    this.status = status;
    this.headers = headers;
  }
}

/** `invalid_arguments` with the messages that Slack's clients print. */
export function invalidArguments(...messages: readonly string[]): SlackFault {
  return new SlackFault('invalid_arguments', { response_metadata: { messages } });
}
