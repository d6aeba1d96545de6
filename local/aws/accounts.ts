import { collection } from './state/collection.ts';

/** Accounts that exist. Scope: `accounts`, key: account id. */
export const ACCOUNTS = collection<{ readonly id: string }>('accounts');
export const ACCOUNT_SCOPE = 'accounts';
