import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_SKEW_SECONDS = 300;
const CONTENT_TYPES = ['application/x-www-form-urlencoded', 'application/json'];

export interface GuardOptions {
  /** The signing secrets that are valid now: current and, during a rotation, previous. Never empty strings. */
  readonly signingSecrets: (options: { readonly refresh: boolean }) => Promise<readonly string[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onRefused?: (reason: string) => void;
}

export type Guarded =
  | { readonly ok: true; readonly event: APIGatewayProxyEventV2 }
  | { readonly ok: false; readonly answer: APIGatewayProxyStructuredResultV2 };

/**
 * Stands before Bolt's AwsLambdaReceiver, which parses before it verifies, reads base64 as ASCII and accepts any future timestamp.
 * Hands on a normalised event: lower-case headers, UTF-8 body, bare content type; or says with which answer to refuse.
 * @see slackapi/bolt-js issues 971 and 972 for the base64 fault
 */
export async function guardRequest(event: APIGatewayProxyEventV2, options: GuardOptions): Promise<Guarded> {
  const headers = lowerCase(event.headers ?? {});
  const body = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');
  const refuse = (statusCode: number, reason: string): Guarded => {
    options.onRefused?.(reason);
    return { ok: false, answer: { statusCode, headers: { 'x-slack-no-retry': '1' }, body: '' } };
  };

  if (Buffer.byteLength(body) > MAX_BODY_BYTES) {
    return refuse(413, 'body too large');
  }
  const timestamp = headers['x-slack-request-timestamp'] ?? '';
  if (
    !/^\d{1,12}$/.test(timestamp) ||
    Math.abs(options.now() / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS
  ) {
    return refuse(401, 'timestamp missing, malformed or not within five minutes');
  }
  if (!(await isSigned(body, timestamp, headers['x-slack-signature'] ?? '', options))) {
    return refuse(401, 'signature missing or wrong');
  }
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!CONTENT_TYPES.includes(contentType)) {
    return refuse(415, 'unexpected content type');
  }
  return {
    ok: true,
    event: { ...event, headers: { ...headers, 'content-type': contentType }, body, isBase64Encoded: false },
  };
}

function lowerCase(headers: APIGatewayProxyEventV2['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? '']),
  );
}

/** Asks for fresh secrets once when none of the known ones fits: a rotation may have happened since. */
async function isSigned(
  body: string,
  timestamp: string,
  signature: string,
  { signingSecrets }: GuardOptions,
) {
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) {
    return false;
  }
  const fits = (secret: string): boolean => {
    const expected = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest();
    return secret.length > 0 && timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'));
  };
  return (
    (await signingSecrets({ refresh: false })).some(fits) ||
    (await signingSecrets({ refresh: true })).some(fits)
  );
}
