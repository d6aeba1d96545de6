import type { Core } from '../core.ts';
import { SlackFault } from '../slack-fault.ts';

/** Throws `invalid_client_id`, `bad_client_secret`. */
export function requireClient(
  { client }: Pick<Core, 'client'>,
  {
    client_id: id,
    client_secret: secret,
  }: { readonly client_id?: string | undefined; readonly client_secret?: string | undefined },
): void {
  if (id !== client.id) {
    throw new SlackFault('invalid_client_id');
  }
  if (secret !== client.secret) {
    throw new SlackFault('bad_client_secret');
  }
}
