/** What can be looked at by a slash command; each is a verb of `/mesh`. */
export const LOOKS = [
  'pending',
  'list',
  'status',
  'history',
  'products',
  'approve',
  'deny',
  'revoke',
  'import',
  'withdraw',
  'modify',
  'nudge',
  'setup',
  'drift',
  'test-channel',
  'whoami',
] as const;
