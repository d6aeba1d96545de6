import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of an `Authorization: AWS4-HMAC-SHA256 …` header. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const HEADER =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const match = HEADER.exec(header ?? '');
  if (!match) {
    return undefined;
  }
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] = match;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature };
}

/**
 * Whether the signature is the one that this secret gives for the request as it arrived.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureMatches(auth: Authorization, request: SignedRequest, secret: string): boolean {
  const declared = request.headers['x-amz-content-sha256'];
  const actual = sha256(request.body);
  if (typeof declared === 'string' && /^[0-9a-f]{64}$/.test(declared) && declared !== actual) {
    return false;
  }
  const canonical = [
    request.method,
    canonicalPath(request.url.pathname, auth.service),
    canonicalQuery(request.url),
    ...auth.signedHeaders.map((name) => `${name}:${headerText(request.headers[name])}`),
    '',
    auth.signedHeaders.join(';'),
    typeof declared === 'string' ? declared : actual,
  ].join('\n');
  const scope = `${auth.date}/${auth.region}/${auth.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headerText(request.headers['x-amz-date']), scope, sha256(canonical)];
  const key = [auth.date, auth.region, auth.service, 'aws4_request'].reduce<Buffer | string>(
    (parent, part) => hmac(parent, part),
    `AWS4${secret}`,
  );
  const expected = hmac(key, toSign.join('\n'));
  return timingSafeEqual(expected, Buffer.from(auth.signature, 'hex'));
}

/** `20260101T000000Z` as epoch milliseconds; `NaN` for anything else. */
export function parseAmzDate(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) {
    return Number.NaN;
  }
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function canonicalPath(path: string, service: string): string {
  // S3 signs the path as it travels; every other service encodes each segment once more.
  return service === 's3' ? path : path.split('/').map(encodeRfc3986).join('/');
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .sort()
    .join('&');
}

function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/\s+/g, ' ');
}

function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
