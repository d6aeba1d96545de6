import type { IncomingMessage } from 'node:http';
import type { Service } from './service.ts';
import { AwsError } from './wire/aws-error.ts';
import { parseAuthorization, type SignedRequest } from './wire/sigv4.ts';

/** The largest request that AWS takes for these services is DynamoDB's 16 MiB. */
const MAX_BODY = 16 * 1024 * 1024;

/** Reads a request to its end. Throws AWS's refusals of a body that is too large and of a path that cannot be read. */
export async function readBody(request: IncomingMessage): Promise<SignedRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    size += part.length;
    if (size <= MAX_BODY) {
      chunks.push(part);
    } else {
      chunks.length = 0;
    }
  }
  if (size > MAX_BODY) {
    throw new AwsError('RequestEntityTooLargeException', 'the request is larger than 16 MiB', {
      status: 413,
    });
  }
  let url: URL;
  try {
    url = new URL(request.url ?? '/', 'http://localhost');
    decodeURIComponent(url.pathname);
  } catch {
    throw new AwsError('InvalidURI', 'the request path cannot be read', { status: 400 });
  }
  return { method: request.method ?? 'GET', url, headers: request.headers, body: Buffer.concat(chunks) };
}

/** The service that a request names: by its target, its signature or, unsigned, its form's version. */
export function findService(
  services: readonly Service[],
  { headers, body }: SignedRequest,
): Service | undefined {
  const target = String(headers['x-amz-target'] ?? '').split('.')[0];
  const byTarget = services.find(({ model }) => model.kind === 'json' && model.target === target);
  if (byTarget) {
    return byTarget;
  }
  const signedFor = parseAuthorization(headers.authorization)?.service;
  const bySigningName = services.find(({ model }) => model.signingName === signedFor);
  if (bySigningName || signedFor !== undefined) {
    return bySigningName;
  }
  // An unsigned form still names its API by version, so that it can be refused in its own protocol.
  if (String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
    const version = new URLSearchParams(body.toString('utf8')).get('Version') ?? '';
    return services.find(({ model }) => model.kind === 'query' && model.xmlNamespace?.includes(version));
  }
  return undefined;
}

/** How AWS would refuse a request that names no service that is here. */
export function unknownService({ headers, url }: SignedRequest): AwsError {
  const service = parseAuthorization(headers.authorization)?.service;
  if (service === undefined) {
    return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', {
      status: 403,
    });
  }
  const text = `this local stand-in has no service ${service} (${url.pathname})`;
  return new AwsError('NotImplemented', text, { status: 501 });
}
