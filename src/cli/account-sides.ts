import { sidesOf } from '../mesh/input/account-type.ts';
import type { Side } from '../mesh/names.ts';
import type { ContextName } from './credentials-file.ts';
import { UsageError } from './usage-error.ts';

/** Who administers the account as this side. */
export function adminOf(side: Side): ContextName {
  return side === 'producer' ? 'ProducerAdmin' : 'ConsumerAdmin';
}

/** What `--account-type` says. Throws `UsageError`. */
export function sides(accountType: string): readonly Side[] {
  const named = sidesOf(accountType);
  if (named === undefined) {
    throw new UsageError(`--account-type takes producer, consumer or both, not "${accountType}".`);
  }
  return named;
}
