import { randomBytes } from 'node:crypto';
import type { VirtualClock } from '../clock.ts';
import { invalidArguments, SlackFault } from './slack-fault.ts';

/** How long a trigger opens a modal. @see https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses */
const TRIGGER_LIFE_MS = 3000;
const REMEMBERED_MS = 3_600_000;

export interface Trigger {
  readonly user: string;
  readonly teamId: string;
  readonly inView: boolean;
}

export interface Triggers {
  /** `inView`: the gesture was made in a modal, so that a view it opens goes on top of that one. */
  issue(user: string, teamId: string, inView?: boolean): string;
  /** Uses up a trigger and says whose it is. Throws Slack's error for one that is missing, unknown, late or used. */
  exchange(triggerId: string | undefined, teamId: string): Trigger;
}

export function createTriggers(clock: VirtualClock): Triggers {
  const issued = new Map<string, Trigger & { readonly at: number; used: boolean }>();
  return {
    issue(user, teamId, inView = false) {
      for (const [id, { at }] of issued) {
        if (clock.now() - at > REMEMBERED_MS) {
          issued.delete(id);
        }
      }
      const id = `${clock.now()}.${issued.size + 1}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { user, teamId, inView, at: clock.now(), used: false });
      return id;
    },
    exchange(triggerId, teamId) {
      if (triggerId === undefined || triggerId === '') {
        throw invalidArguments('[ERROR] missing required field: trigger_id');
      }
      const trigger = issued.get(triggerId);
      if (trigger?.teamId !== teamId) {
        throw new SlackFault('invalid_trigger_id');
      }
      if (trigger.used) {
        throw new SlackFault('exchanged_trigger_id');
      }
      if (clock.now() - trigger.at > TRIGGER_LIFE_MS) {
        throw new SlackFault('expired_trigger_id');
      }
      trigger.used = true;
      return trigger;
    },
  };
}
