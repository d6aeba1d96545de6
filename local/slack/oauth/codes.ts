import { randomBytes } from 'node:crypto';
import type { VirtualClock } from '../../clock.ts';

/** How long a code may be exchanged. @see https://docs.slack.dev/authentication/installing-with-oauth */
const LIFE_MS = 10 * 60_000;

export interface Grant {
  readonly teamId: string;
  readonly user: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
}

/** Codes that a browser carries from the consent page to the app; each is good once. */
export interface Codes {
  issue(grant: Grant): string;
  /** Uses up a code; `undefined` for one that is unknown, used or older than ten minutes. */
  exchange(code: string): Grant | undefined;
}

export function createCodes(clock: VirtualClock): Codes {
  const issued = new Map<string, { readonly grant: Grant; readonly at: number }>();
  return {
    issue(grant) {
      const code = `${Math.floor(clock.now())}.${randomBytes(16).toString('hex')}`;
      issued.set(code, { grant, at: clock.now() });
      return code;
    },
    exchange(code) {
      const found = issued.get(code);
      issued.delete(code);
      return found && clock.now() - found.at <= LIFE_MS ? found.grant : undefined;
    },
  };
}
