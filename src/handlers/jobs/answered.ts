import { InvalidRequestError, type MeshError } from '../../mesh/errors.ts';

/** A refusal of which the person knows already, thrown on so that it is logged, counted and kept as one. */
export function answered(error: MeshError): InvalidRequestError {
  return new InvalidRequestError(error.code, error.message, {
    userMessage: error.userMessage,
    details: { ...error.details, answered: true },
    cause: error,
  });
}
