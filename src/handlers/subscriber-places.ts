import { parseActor } from '../mesh/actor.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';
import type { Team } from './team.ts';

export interface Place {
  readonly workspace: string;
  readonly enterprise?: string;
  readonly channel: string;
}

/** Where those read who have an access: the person who asked for it, and the channel of the team. */
export function placesOf(
  { requestedBy, subscriber }: Subscription,
  teams: readonly Team[],
): readonly Place[] {
  const team = teams.find(({ account, sides }) => account === subscriber && sides.includes('consumer'));
  const actor = requestedBy ? parseActor(requestedBy) : undefined;
  return [
    ...(actor?.kind === 'slack'
      ? [
          {
            workspace: actor.workspace,
            channel: actor.user,
            ...(team?.enterprise === undefined ? {} : { enterprise: team.enterprise }),
          },
        ]
      : []),
    ...(team ? [placeOf(team)] : []),
  ];
}

export function placeOf({ workspace, enterprise, channel }: Team): Place {
  return { workspace, channel, ...(enterprise === undefined ? {} : { enterprise }) };
}
