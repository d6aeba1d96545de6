/** Slack's codes for a token that will not work again. */
export const DEAD_TOKEN: readonly string[] = [
  'account_inactive',
  'token_revoked',
  'invalid_auth',
  'token_expired',
];
