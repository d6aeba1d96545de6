import { SignatureV4 } from '@smithy/signature-v4';
import { UpstreamError } from '../mesh/errors.ts';
import { type Config, type Credentials, required } from './config.ts';
import { httpRequest } from './http-request.ts';
import { NodeSha256 } from './node-sha256.ts';

/** The three services of the public function. All speak awsJson, so one small caller does. */
export type LightService = 'secretsmanager' | 'sqs' | 'dynamodb';

const PROTOCOL = {
  secretsmanager: { target: 'secretsmanager', version: '1.1' },
  sqs: { target: 'AmazonSQS', version: '1.0' },
  dynamodb: { target: 'DynamoDB_20120810', version: '1.0' },
} as const satisfies Record<LightService, { target: string; version: string }>;

/** Sends one AWS JSON call. Bodies are the service's own JSON. Throws `UpstreamError` (`AWS_REFUSED`, `AWS_UNREACHABLE`). */
export type LightAws = (
  service: LightService,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  timeoutMs: number,
) => Promise<Readonly<Record<string, unknown>>>;

export interface LightAwsOptions {
  readonly region: string;
  readonly credentials: Credentials;
  /** Another place than AWS, for example `http://127.0.0.1:4566`. */
  readonly endpoint?: string | undefined;
  /** DNS suffix of the partition. */
  readonly suffix?: string;
}

/** @see https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-arns.html */
function dnsSuffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** As the function was set up. Throws `ConfigurationError` without credentials. */
export function configuredLightAws({ region, endpoint, credentials }: Config): LightAws {
  return createLightAws({
    region,
    endpoint,
    credentials: required(credentials, 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'),
  });
}

/**
 * A cold SDK client costs about 90 ms of the three seconds that Slack gives; the official signer and `node:https` cost 20.
 * Used by the slack function for its two or three fixed calls, and to send jobs; no retries.
 */
export function createLightAws({
  region,
  credentials,
  endpoint,
  suffix = dnsSuffix(region),
}: LightAwsOptions): LightAws {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const identity = sessionToken
    ? { accessKeyId, secretAccessKey, sessionToken }
    : { accessKeyId, secretAccessKey };
  return async (service, operation, input, timeoutMs) => {
    const url = new URL(endpoint ?? `https://${service}.${region}.${suffix}`);
    const signer = new SignatureV4({ service, region, credentials: identity, sha256: NodeSha256 });
    const body = JSON.stringify(input);
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port ? { port: Number(url.port) } : {}),
      path: '/',
      headers: {
        host: url.host,
        'content-type': `application/x-amz-json-${PROTOCOL[service].version}`,
        'x-amz-target': `${PROTOCOL[service].target}.${operation}`,
      },
      body,
    });
    const answer = await httpRequest(url, { method: 'POST', headers, body, timeoutMs }).catch(
      (cause: unknown) => {
        throw new UpstreamError('AWS_UNREACHABLE', `${service}.${operation} did not answer`, {
          retryable: true,
          userMessage: 'The mesh could not be reached just now. Please try again in a minute.',
          cause,
        });
      },
    );
    const parsed: Record<string, unknown> = answer.body.length > 0 ? JSON.parse(answer.body) : {};
    if (answer.status !== 200) {
      throw new UpstreamError(
        'AWS_REFUSED',
        `${service}.${operation} answered ${answer.status} ${parsed['__type']}`,
        {
          retryable: answer.status >= 500,
          userMessage:
            'The mesh did not accept this just now. Please try again in a minute; if it stays, tell a mesh admin.',
          details: { type: parsed['__type'] },
        },
      );
    }
    return parsed;
  };
}
