import type { MeshError } from '../errors.ts';
import type { FailureCause } from './subscription.ts';

/** An error as it is kept in the record. */
export function causeOf(error: MeshError): FailureCause {
  const requestId = error.details['requestId'];
  return {
    code: error.code,
    message: error.userMessage,
    ...(typeof requestId === 'string' ? { awsRequestId: requestId } : {}),
  };
}
