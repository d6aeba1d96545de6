export const REGION = 'us-east-1';

/** The sample mesh: one central account, producers and consumers around it. */
export const ACCOUNTS = {
  mesh: '111111111111',
  sales: '222222222222',
  logistics: '333333333333',
  analytics: '444444444444',
  finance: '555555555555',
} as const;
export type AccountName = keyof typeof ACCOUNTS;

/** Key pairs of the stand-in; they open nothing else. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The root keys that the stand-in is started with. */
export function rootKeys(account: string): KeyPair {
  return { accessKeyId: `AKIAROOT${account}`, secretAccessKey: `root-of-${account}-on-this-laptop-only` };
}
