import type { ShownEscalation } from '../blocks/escalation.ts';
import { mention, mentionGroup, typed } from '../blocks/text.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';

/** Who was asked besides, and when; nothing once it is decided. */
export function shownEscalation({
  escalated,
  status,
  fulfilment,
}: Subscription): ShownEscalation | undefined {
  if (escalated === undefined || status !== 'Pending' || fulfilment !== undefined) {
    return undefined;
  }
  const { at, users, groups, team } = escalated;
  const to = [
    ...users.map(mention),
    ...groups.map(mentionGroup),
    ...(team === undefined ? [] : [`the approvers of ${typed(team, 80)}`]),
  ];
  return { at, to: to.length > 0 ? to : ['the mesh admins'] };
}
