import type { App } from '@slack/bolt';
import { DENY_REASON_LIMIT, DENY_REASON_MIN } from '../../blocks/deny-modal.ts';
import { EXTEND_REASON_LIMIT, EXTENSION_NOTE_MIN } from '../../blocks/extension.ts';
import {
  DENY_REASON_ACTION,
  DENY_REASON_BLOCK,
  DENY_VIEW,
  EXTENSION_DENY_VIEW,
  EXTENSION_NOTE_ACTION,
  EXTENSION_NOTE_BLOCK,
  REVOKE_REASON_ACTION,
  REVOKE_REASON_BLOCK,
  REVOKE_VIEW,
} from '../../blocks/ids.ts';
import { REVOKE_REASON_LIMIT } from '../../blocks/revoke-modal.ts';
import { parseButtonValue } from './button-value.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

const FORMS = [
  {
    view: DENY_VIEW,
    kind: 'deny',
    block: DENY_REASON_BLOCK,
    action: DENY_REASON_ACTION,
    least: DENY_REASON_MIN,
    most: DENY_REASON_LIMIT,
  },
  {
    view: REVOKE_VIEW,
    kind: 'revoke',
    block: REVOKE_REASON_BLOCK,
    action: REVOKE_REASON_ACTION,
    least: 5,
    most: REVOKE_REASON_LIMIT,
  },
  {
    view: EXTENSION_DENY_VIEW,
    kind: 'deny-extension',
    block: EXTENSION_NOTE_BLOCK,
    action: EXTENSION_NOTE_ACTION,
    least: EXTENSION_NOTE_MIN,
    most: EXTEND_REASON_LIMIT,
  },
] as const;

/** The reason of a denial or of an end comes back: one job, authorised again by the worker. */
export function registerSubmitReason(app: App, { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>): void {
  for (const { view: id, kind, block, action, least, most } of FORMS) {
    app.view(id, async ({ ack, body, view }) => {
      const reason = (view.state.values[block]?.[action]?.value ?? '').trim();
      const length = [...reason].length;
      if (length < least || length > most) {
        const errors = { [block]: `Write ${least} to ${most} characters; the other team reads them.` };
        return ack({ response_action: 'errors', errors });
      }
      await jobs.send({
        kind,
        id: `${view.id}-${view.hash}`,
        at: now(),
        ...whoActed(body),
        ...parseButtonValue(view.private_metadata),
        reply: {},
        reason,
      });
      return ack();
    });
  }
}
