import type { IncomingMessage } from 'node:http';
import { type Credential, resolveCredential } from './authorize/resolve-principal.ts';
import type { State } from './state/state.ts';
import { AwsError } from './wire/aws-error.ts';
import type { ServiceModel } from './wire/service-model.ts';
import { parseAmzDate, parseAuthorization, type SignedRequest, signatureMatches } from './wire/sigv4.ts';

/** AWS accepts a signature for this long before and after its date. */
const SKEW_MS = 15 * 60 * 1000;

interface Codes {
  readonly missing: string;
  readonly unknownKey: string;
  readonly mismatch: string;
  readonly expired: string;
  readonly incomplete: string;
  readonly skewed: string;
}

const JSON_CODES: Codes = {
  missing: 'MissingAuthenticationTokenException',
  unknownKey: 'UnrecognizedClientException',
  mismatch: 'InvalidSignatureException',
  expired: 'ExpiredTokenException',
  incomplete: 'IncompleteSignatureException',
  skewed: 'InvalidSignatureException',
};
const QUERY_CODES: Codes = {
  missing: 'MissingAuthenticationToken',
  unknownKey: 'InvalidClientTokenId',
  mismatch: 'SignatureDoesNotMatch',
  expired: 'ExpiredToken',
  incomplete: 'IncompleteSignature',
  skewed: 'SignatureDoesNotMatch',
};
const S3_CODES: Codes = {
  ...QUERY_CODES,
  missing: 'AccessDenied',
  unknownKey: 'InvalidAccessKeyId',
  skewed: 'RequestTimeTooSkewed',
};

export interface AuthenticationContext {
  readonly state: State;
  readonly region: string;
  readonly now: Date;
}

/** Checks the signature of a request and says whose it is. Throws the refusal that the service's protocol knows. */
export function authenticate(
  service: ServiceModel,
  request: SignedRequest,
  { state, region, now }: AuthenticationContext,
): Credential {
  const codes = service.kind === 'query' ? QUERY_CODES : service.kind === 'restXml' ? S3_CODES : JSON_CODES;
  // DynamoDB and SQS answer 400 where the others answer 403.
  const status = service.kind === 'json' ? 400 : 403;
  const refuse = (code: string, message: string) => new AwsError(code, message, { status });
  const header = request.headers.authorization;
  const auth = parseAuthorization(header);
  if (!auth) {
    throw header
      ? refuse(codes.incomplete, 'Authorization header is not a valid AWS4-HMAC-SHA256 header')
      : refuse(codes.missing, 'Request is missing Authentication Token');
  }
  if (auth.service !== service.signingName) {
    throw refuse(codes.mismatch, `Credential should be scoped to correct service: '${service.signingName}'.`);
  }
  if (auth.region !== region && !isGlobal(service, auth.region)) {
    throw refuse(codes.mismatch, `Credential should be scoped to a valid region, not '${auth.region}'.`);
  }
  const date = String(request.headers['x-amz-date'] ?? '');
  const signedAt = parseAmzDate(date);
  if (Number.isNaN(signedAt) || !date.startsWith(auth.date)) {
    throw refuse(
      codes.incomplete,
      `Date in Credential scope does not match YYYYMMDD from the date of the request: '${date}'.`,
    );
  }
  // A client may follow the machine's clock, or the virtual one as it was at the last answer: every instant between the two is "now".
  const [earliest = 0, latest = 0] = [now.getTime(), Date.now()].sort((a, b) => a - b);
  const skew = Math.max(earliest - signedAt, signedAt - latest);
  if (skew > SKEW_MS) {
    throw refuse(
      codes.skewed,
      `Signature expired: ${date} is now outside the allowed 15 minutes around ${now.toISOString()}`,
    );
  }
  const credential = resolveCredential(state, auth.accessKeyId);
  const token = request.headers['x-amz-security-token'];
  if (!credential || (credential.token !== undefined && token !== credential.token)) {
    throw refuse(codes.unknownKey, 'The security token included in the request is invalid.');
  }
  if (!signatureMatches(auth, request, credential.secret)) {
    throw refuse(
      codes.mismatch,
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }
  if (credential.expiresAt !== undefined && credential.expiresAt.getTime() <= now.getTime()) {
    throw refuse(codes.expired, 'The security token included in the request is expired');
  }
  return credential;
}

/** IAM and STS can also be reached through their global endpoints, which are signed for us-east-1. */
function isGlobal(service: ServiceModel, region: string): boolean {
  return region === 'us-east-1' && (service.name === 'iam' || service.name === 'sts');
}

export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;
