import { UpstreamError } from '../errors.ts';
import type { Finding } from './finding.ts';

export function notRepaired({ id }: Finding, why: string, retryable: boolean): UpstreamError {
  return new UpstreamError('NOT_REPAIRED', `${id}: ${why}`, {
    userMessage: `This could not be mended: ${why}. ${retryable ? 'Try again in a minute.' : 'A mesh admin has to look.'}`,
    retryable,
  });
}
