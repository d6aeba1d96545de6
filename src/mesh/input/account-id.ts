import { InvalidRequestError } from '../errors.ts';

/** An account id as 12 digits, leading zeros kept. Throws `InvalidRequestError` (`BAD_ACCOUNT`). */
export function accountId(text: string | undefined): string {
  const trimmed = (text ?? '').trim();
  if (!/^\d{12}$/.test(trimmed)) {
    throw new InvalidRequestError('BAD_ACCOUNT', `account id ${trimmed}`, {
      userMessage: `An AWS account id has 12 digits; "${trimmed}" has not.`,
    });
  }
  return trimmed;
}
