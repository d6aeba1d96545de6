import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { VirtualClock } from '../clock.ts';
import type { LambdaFunction } from './lambda-function.ts';

export interface HttpCall {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `Set-Cookie` headers, of which there may be several. */
  readonly cookies: readonly string[];
  readonly body: string;
}

/** What API Gateway's HTTP API makes of a request (payload format 2.0), and of the function's answer. */
export async function callThroughHttpApi(
  target: LambdaFunction,
  clock: VirtualClock,
  call: HttpCall,
): Promise<HttpReply> {
  try {
    return replyOf(await target.invoke(eventOf(call, clock)));
  } catch {
    // What the function said is in its log; the caller of an HTTP API learns no more than this.
    return {
      status: 500,
      headers: { 'content-type': 'application/json' },
      cookies: [],
      body: JSON.stringify({ message: 'Internal Server Error' }),
    };
  }
}

function eventOf(
  { method, path, query, headers, body }: HttpCall,
  clock: VirtualClock,
): APIGatewayProxyEventV2 {
  const now = new Date(clock.now());
  const { cookie, ...others } = headers;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)])),
    ...(cookie ? { cookies: cookie.split(';').map((each) => each.trim()) } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: 'laptop',
      domainName: 'laptop',
      domainPrefix: 'laptop',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: String(headers['user-agent'] ?? ''),
      },
      requestId: randomUUID(),
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    // HTTP APIs hand binary and unknown content over in base64; both forms reach the function on AWS, so both reach it here.
    ...(isText(headers['content-type'])
      ? { body: body.toString('utf8'), isBase64Encoded: false }
      : { body: body.toString('base64'), isBase64Encoded: true }),
  };
}

function isText(contentType: string | undefined): boolean {
  return /^(text\/|application\/(json|javascript|xml))/.test(contentType ?? '');
}

function replyOf(answer: unknown): HttpReply {
  const {
    statusCode = 200,
    headers = {},
    cookies = [],
    body = '',
  } = isResult(answer) ? answer : { body: JSON.stringify(answer) };
  const flat = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return { status: statusCode, headers: { 'content-type': 'application/json', ...flat }, cookies, body };
}

function isResult(answer: unknown): answer is APIGatewayProxyStructuredResultV2 {
  return typeof answer === 'object' && answer !== null && 'statusCode' in answer;
}
