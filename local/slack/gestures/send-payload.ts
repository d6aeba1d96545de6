import type { Core } from '../core.ts';
import type { Delivered } from '../deliver/deliver.ts';
import type { Json } from '../state/world.ts';

/** Sends an interactive payload as Slack does: one form field that holds JSON. */
export function sendPayload(core: Core, user: string, payload: Json): Promise<Delivered> {
  return core.deliver({
    kind: String(payload['type']),
    user,
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    shown: payload,
  });
}
