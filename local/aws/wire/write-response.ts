import { JsonShapeSerializer, XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { AwsError } from './aws-error.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer through the operation's own output schema: nothing that the model does not have can leave. */
export function writeSuccess(
  service: ServiceModel,
  operation: OperationModel,
  output: Record<string, unknown>,
  requestId: string,
): WireResponse {
  switch (service.kind) {
    case 'json':
      return jsonAnswer(service, operation, output, `application/x-amz-json-${service.jsonVersion}`);
    case 'restJson':
      return jsonAnswer(service, operation, output, 'application/json');
    case 'query':
      return queryAnswer(service, operation, output, requestId);
    default:
      return restXmlAnswer(service, operation, output);
  }
}

function jsonAnswer(
  service: ServiceModel,
  operation: OperationModel,
  output: Record<string, unknown>,
  contentType: string,
): WireResponse {
  let body = '{}';
  if (!operation.output.isUnitSchema()) {
    const serializer = new JsonShapeSerializer(service.codec);
    serializer.write(operation.output, output);
    body = String(serializer.flush());
  }
  return { status: operation.http?.status ?? 200, headers: { 'content-type': contentType }, body };
}

function queryAnswer(
  service: ServiceModel,
  operation: OperationModel,
  output: Record<string, unknown>,
  requestId: string,
): WireResponse {
  let result = '';
  if (!operation.output.isUnitSchema()) {
    const serializer = new XmlShapeSerializer({ ...service.codec, xmlNamespace: '' });
    serializer.write(operation.output, output);
    // The serializer names the root after the shape; awsQuery names it after the operation.
    result = String(serializer.flush())
      .replace(/^<[^>\s/]+[^>]*?(\/?)>/, (_tag, closed: string) => `<${operation.name}Result${closed}>`)
      .replace(/<\/[^>]+>$/, `</${operation.name}Result>`);
  }
  const body =
    `<${operation.name}Response xmlns="${service.xmlNamespace ?? ''}">${result}` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation.name}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

function restXmlAnswer(
  service: ServiceModel,
  operation: OperationModel,
  output: Record<string, unknown>,
): WireResponse {
  const headers: Record<string, string> = { 'content-type': 'application/xml' };
  let body = '';
  if (!operation.output.isUnitSchema()) {
    let inBody = false;
    for (const [name, member] of operation.output.structIterator()) {
      const traits = member.getMergedTraits();
      const value = output[name];
      if (traits.httpHeader) {
        if (value !== undefined && value !== null) {
          headers[traits.httpHeader.toLowerCase()] = String(value);
        }
      } else if (traits.httpPayload) {
        if (typeof value === 'string') {
          body = value;
        }
      } else {
        inBody = true;
      }
    }
    if (inBody) {
      const serializer = new XmlShapeSerializer(service.codec);
      serializer.write(operation.output, output);
      body = String(serializer.flush());
    }
  }
  return { status: operation.http?.status ?? 200, headers, body };
}

/** An error in the shape of the service's protocol; without a service, as awsJson would word it. */
export function writeError(
  service: ServiceModel | undefined,
  error: AwsError,
  requestId: string,
): WireResponse {
  const schema = service?.errors.get(error.code);
  const traits = schema?.getMergedTraits();
  const queryError: unknown = traits?.['awsQueryError'];
  const [queryCode, queryStatus] = Array.isArray(queryError) ? queryError : [error.code, undefined];
  const modelled = typeof traits?.['httpError'] === 'number' ? traits['httpError'] : undefined;
  const status = error.status ?? modelled ?? (typeof queryStatus === 'number' ? queryStatus : 400);
  if (service?.kind === 'query' || service?.kind === 'restXml') {
    const inner = `<Code>${escapeXml(String(queryCode))}</Code><Message>${escapeXml(error.message)}</Message>`;
    const body =
      service.kind === 'query'
        ? `<ErrorResponse xmlns="${service.xmlNamespace ?? ''}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
        : `<?xml version="1.0" encoding="UTF-8"?><Error>${inner}<RequestId>${requestId}</RequestId></Error>`;
    return { status, headers: { 'content-type': 'text/xml' }, body };
  }
  const messageMember = schema
    ? [...schema.structIterator()].map(([name]) => name).find((name) => /^message$/i.test(name))
    : undefined;
  const headers: Record<string, string> = {
    'content-type': `application/x-amz-json-${service?.jsonVersion ?? '1.1'}`,
    'x-amzn-errortype': error.code,
  };
  if (service?.queryCompatible) {
    headers['x-amzn-query-error'] = `${String(queryCode)};${status < 500 ? 'Sender' : 'Receiver'}`;
  }
  const body = JSON.stringify({
    __type: error.code,
    [messageMember ?? 'message']: error.message,
    ...error.members,
  });
  return { status, headers, body };
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
