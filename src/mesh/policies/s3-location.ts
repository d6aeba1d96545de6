/** Where a table lies. */
export interface S3Location {
  readonly bucket: string;
  /** Without slashes at either end; empty for the whole bucket. */
  readonly prefix: string;
}

/** Reads `s3://`, `s3a://` and `s3n://` locations; `undefined` for anything else. */
export function s3Location(location: string | undefined): S3Location | undefined {
  const match = /^s3[an]?:\/\/([^/]+)(?:\/(.*))?$/.exec((location ?? '').trim());
  return match?.[1] ? { bucket: match[1], prefix: (match[2] ?? '').replace(/^\/+|\/+$/g, '') } : undefined;
}

export function s3Arn(partition: string, { bucket, prefix }: S3Location): string {
  return `arn:${partition}:s3:::${prefix === '' ? bucket : `${bucket}/${prefix}`}`;
}
