import { JsonShapeDeserializer, XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from './aws-error.ts';
import { readQuery, readScalar } from './read-query.ts';
import { matchRoute, type RouteMatch } from './route.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';
import type { SignedRequest } from './sigv4.ts';

export interface ParsedRequest {
  readonly operation: OperationModel;
  /** Reads the input; kept apart from routing so that a bad body still knows its operation. */
  input(): Promise<Record<string, unknown>>;
}

/** Finds the operation that a request names, in the manner of the service's protocol. */
export function parseRequest(service: ServiceModel, request: SignedRequest): ParsedRequest {
  switch (service.kind) {
    case 'json': {
      const target = String(request.headers['x-amz-target'] ?? '');
      const operation = service.operations.get(target.split('.')[1] ?? '');
      if (!operation) {
        throw new AwsError('UnknownOperationException', `unknown operation ${target}`, { status: 404 });
      }
      return { operation, input: () => readJson(service, operation.input, request.body) };
    }
    case 'query': {
      const form = new URLSearchParams(request.body.toString('utf8') || request.url.search);
      const name = form.get('Action');
      const operation = service.operations.get(name ?? '');
      if (!operation) {
        throw name === null
          ? new AwsError('MissingAction', 'The request must contain the parameter Action.', { status: 400 })
          : new AwsError('InvalidAction', `Could not find operation ${name}`, { status: 400 });
      }
      return {
        operation,
        input: async () => (operation.input.isUnitSchema() ? {} : readQuery(operation.input, form)),
      };
    }
    default:
      return parseRest(service, request);
  }
}

function parseRest(service: ServiceModel, request: SignedRequest): ParsedRequest {
  const { path, bucket } =
    service.signingName === 's3' ? splitBucket(request) : { path: request.url.pathname };
  const match = matchRoute(service.routes, request.method, path, request.url.searchParams, (operation) =>
    service.signingName === 's3' ? hasMember(operation, 'Bucket') === (bucket !== undefined) : true,
  );
  if (!match) {
    throw service.kind === 'restXml'
      ? new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
          status: 405,
        })
      : new AwsError('UnknownOperationException', `unknown operation ${request.method} ${path}`, {
          status: 404,
        });
  }
  const input = async () => readRest(service, match, request, bucket);
  return { operation: match.operation, input };
}

/** S3 names the bucket in the path, or before the host when the endpoint is a name and not an address. */
function splitBucket(request: SignedRequest): { path: string; bucket: string | undefined } {
  const host = /^([a-z0-9.-]{3,63})\.localhost(?::\d+)?$/.exec(String(request.headers['host'] ?? ''));
  if (host?.[1]) {
    return { path: request.url.pathname, bucket: host[1] };
  }
  const match = /^\/([^/]+)(\/.*)?$/.exec(request.url.pathname);
  return {
    path: match?.[2] ?? '/',
    bucket: match?.[1] === undefined ? undefined : decodeURIComponent(match[1]),
  };
}

function hasMember(operation: OperationModel, name: string): boolean {
  return (
    !operation.input.isUnitSchema() &&
    [...operation.input.structIterator()].some(([member]) => member === name)
  );
}

async function readRest(
  service: ServiceModel,
  match: RouteMatch,
  request: SignedRequest,
  bucket: string | undefined,
): Promise<Record<string, unknown>> {
  const schema = match.operation.input;
  if (schema.isUnitSchema()) {
    return {};
  }
  const bound: Record<string, unknown> = {};
  let inBody = false;
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    const header = traits.httpHeader ? request.headers[traits.httpHeader.toLowerCase()] : undefined;
    if (name === 'Bucket' && bucket !== undefined) {
      bound[name] = bucket;
    } else if (traits.httpLabel) {
      bound[name] = readScalar(member, match.labels[name] ?? '');
    } else if (traits.httpQuery) {
      const all = request.url.searchParams.getAll(traits.httpQuery);
      if (all[0] !== undefined) {
        bound[name] = member.isListSchema() ? all : readScalar(member, all[0]);
      }
    } else if (traits.httpHeader) {
      if (typeof header === 'string') {
        bound[name] = readScalar(member, header);
      }
    } else if (traits.httpPayload) {
      if (request.body.length > 0) {
        bound[name] = await readPayload(service, member, request.body);
      }
    } else {
      inBody = true;
    }
  }
  if (inBody && request.body.length > 0 && service.kind === 'restJson') {
    return { ...(await readJson(service, schema, request.body)), ...bound };
  }
  return bound;
}

async function readPayload(service: ServiceModel, schema: NormalizedSchema, body: Buffer): Promise<unknown> {
  if (schema.isStringSchema()) {
    return body.toString('utf8');
  }
  if (schema.isBlobSchema()) {
    return body;
  }
  if (service.kind === 'restJson') {
    return readJson(service, schema, body);
  }
  try {
    return await new XmlShapeDeserializer(service.codec).read(schema, body);
  } catch {
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate.', {
      status: 400,
    });
  }
}

async function readJson(
  service: ServiceModel,
  schema: NormalizedSchema,
  body: Buffer,
): Promise<Record<string, unknown>> {
  const text = body.toString('utf8').trim() || '{}';
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'the body is not valid JSON', { status: 400 });
  }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new AwsError('SerializationException', 'the body must be a JSON object', { status: 400 });
  }
  if (schema.isUnitSchema()) {
    return {};
  }
  try {
    const read: unknown = await new JsonShapeDeserializer(service.codec).read(schema, text);
    return typeof read === 'object' && read !== null ? { ...read } : {};
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AwsError('SerializationException', `the body does not fit the operation: ${cause}`, {
      status: 400,
    });
  }
}
