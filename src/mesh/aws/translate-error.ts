import { ConflictError, MeshError, NotFoundError, UpstreamError } from '../errors.ts';
import { awsErrorFacts, isAwsError } from './aws-error.ts';

/** Errors after which the same call may succeed: throttling, a change that got in the way, AWS's own trouble. */
const PASSING = [
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'SlowDown',
  'ConcurrentModificationException',
  'OperationTimeoutException',
  'InternalServiceException',
  'InternalServerError',
  'InternalFailure',
  'InternalError',
  'ServerInternalException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ServiceFailure',
  'TransactionInProgressException',
  'TransactionConflictException',
  'OperationAbortedException',
  'OperationAborted',
];
const NETWORK = [
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'TimeoutError',
  'NetworkingError',
];
const DENIED = [
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedException',
  'AuthorizationError',
  'Forbidden',
];
const BAD_CREDENTIALS = [
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'CredentialsProviderError',
];

/** Whether the same call may succeed later without anybody changing anything. */
export function isPassing(error: unknown): boolean {
  const { status } = awsErrorFacts(error);
  return isAwsError(error, ...PASSING) || isNetwork(error) || (status !== undefined && status >= 500);
}

function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return NETWORK.includes(code) || NETWORK.includes(error.name) || error.message.includes('socket hang up');
}

/**
 * The one place where AWS's errors become the mesh's. `doing` says in a few words what was tried: `granting sales.orders to 444444444444`.
 * A `MeshError` passes through.
 */
export function translateAwsError(error: unknown, doing: string): MeshError {
  if (error instanceof MeshError) {
    return error;
  }
  const { name, message, requestId } = awsErrorFacts(error);
  const details = { doing, awsError: name, ...(requestId === undefined ? {} : { requestId }) };
  const log = `${doing}: ${name}: ${message}`;
  if (isAwsError(error, ...DENIED)) {
    const action = /perform: ([\w-]+:\w+)/.exec(message)?.[1];
    return new UpstreamError('AWS_DENIED', log, {
      userMessage: action
        ? `AWS refused ${doing}: the role in use lacks ${action}. A mesh admin has to add it, then try again.`
        : `AWS refused ${doing}: ${sentence(message)} A mesh admin has to look at the roles, then try again.`,
      details,
      cause: error,
      retryable: false,
    });
  }
  if (isAwsError(error, ...BAD_CREDENTIALS)) {
    return new UpstreamError('AWS_CREDENTIALS', log, {
      userMessage: `AWS does not accept the credentials in use (${name}). Renew them, then try again.`,
      details,
      cause: error,
      retryable: false,
    });
  }
  if (isPassing(error)) {
    return new UpstreamError('AWS_BUSY', log, {
      userMessage: `AWS did not answer well while ${doing}. Nothing is lost; try again in a minute.`,
      details,
      cause: error,
      retryable: true,
    });
  }
  if (
    isAwsError(
      error,
      'EntityNotFoundException',
      'ResourceNotFoundException',
      'NoSuchEntityException',
      'NoSuchBucket',
      'UnknownResourceException',
    )
  ) {
    return new NotFoundError('AWS_NOT_FOUND', log, {
      userMessage: `AWS found nothing there while ${doing}: ${sentence(message)}`,
      details,
      cause: error,
    });
  }
  if (isAwsError(error, 'ConditionalCheckFailedException', 'ConditionCheckFailureException')) {
    return new ConflictError('AWS_CONDITION', log, {
      userMessage: `Something else changed first while ${doing}. Look again, then repeat.`,
      details,
      cause: error,
    });
  }
  return new UpstreamError('AWS_REFUSED', log, {
    userMessage: `AWS refused ${doing}: ${sentence(message)}`,
    details,
    cause: error,
    retryable: false,
  });
}

function sentence(message: string): string {
  const trimmed = message.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
