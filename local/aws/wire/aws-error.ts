/** A refusal as AWS words it. `code` is the shape name in the service's model (or one of AWS's common errors). */
export class AwsError extends Error {
  readonly code: string;
  /** HTTP status where the model does not say. */
  readonly status: number | undefined;
  /** Further members of the error shape, for example `CancellationReasons`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { readonly status?: number; readonly members?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = options.status;
    this.members = options.members ?? {};
  }
}
