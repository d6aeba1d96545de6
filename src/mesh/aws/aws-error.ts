/** What every SDK error carries, whatever its class. */
export interface AwsErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly requestId?: string;
  readonly status?: number;
}

/** Whether this error is one of those, by the SDK's or the wire's name (`NoSuchEntity` and `NoSuchEntityException` are one). */
export function isAwsError(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.some((name) => bare(name) === bare(error.name));
}

/** Why a transaction was cancelled, one code for each of its writes, `None` for those that would have passed; `undefined` for other errors. */
export function cancellationCodes(error: unknown): readonly unknown[] | undefined {
  if (!isAwsError(error, 'TransactionCanceledException') || !('CancellationReasons' in error)) {
    return undefined;
  }
  const reasons: unknown = error.CancellationReasons;
  return Array.isArray(reasons) ? reasons.map(({ Code }: { readonly Code?: unknown }) => Code) : undefined;
}

export function awsErrorFacts(error: unknown): AwsErrorFacts {
  if (!(error instanceof Error)) {
    return { name: 'Unknown', message: String(error) };
  }
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const requestId = textOf(metadata, 'requestId');
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return {
    name: error.name,
    message: error.message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(typeof status === 'number' ? { status } : {}),
  };
}

function textOf(value: unknown, key: 'requestId'): string | undefined {
  return typeof value === 'object' && value !== null && key in value && typeof value[key] === 'string'
    ? value[key]
    : undefined;
}

function bare(name: string): string {
  return name.replace(/Exception$/, '');
}
