import type { Actor } from '../../mesh/actor.ts';
import type { Team } from '../team.ts';
import type { Change } from './change.ts';
import type { Notice } from './outbox.ts';

type Place = Pick<Notice, 'workspace' | 'enterprise' | 'channel'>;

/** A team's channel for notices. */
export function place({ workspace, enterprise, channel }: Team): Place {
  return { workspace, channel, ...(enterprise ? { enterprise } : {}) };
}

/** A DM goes through the installation of the requester's workspace, or of the organisation that the teams share. */
export function dmOf({ owner, consumer }: Change, requester: Extract<Actor, { kind: 'slack' }>): Place {
  const enterprise = consumer?.enterprise ?? owner?.enterprise;
  return { workspace: requester.workspace, channel: requester.user, ...(enterprise ? { enterprise } : {}) };
}
