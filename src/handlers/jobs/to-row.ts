import { durationText } from '../../blocks/durations.ts';
import type { RowAction, SubscriptionRow } from '../../blocks/subscription-row.ts';
import { listed, moment } from '../../blocks/text.ts';
import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import { openQuestions } from '../../mesh/subscriptions/questions.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { productTitle } from '../product-titles.ts';
import { shownEscalation } from '../shown-escalation.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import type { Team } from '../team.ts';
import { actorMention } from './decided-answer.ts';
import type { JobDependencies } from './job-dependencies.ts';

export interface RowView {
  readonly teams: readonly Team[];
  readonly action?: (subscription: Subscription) => RowAction | undefined;
}

/** A record as a row, with its button remembered. */
export async function toRow(
  { references, titles }: Pick<JobDependencies, 'references' | 'titles'>,
  subscription: Subscription,
  view: RowView,
): Promise<SubscriptionRow> {
  const { reference, digest } = shownReference(subscription);
  const action = view.action?.(subscription);
  if (action) {
    await references.keep(reference, { subscriptionId: subscription.id, digest });
  }
  return {
    id: subscription.id,
    product: await productTitle(titles, subscription),
    tables: subscription.tables,
    permissions: subscription.status === 'Active' ? subscription.permitted : subscription.requested,
    state: stateWords(subscription, view.teams),
    who: whoWords(subscription, view.teams),
    when: whenWords(subscription),
    buttonValue: buttonValue({ subscriptionId: subscription.id, reference }),
    action,
  };
}

/** Where it stands, in words; from the stored status and phase alone. */
export function stateWords(subscription: Subscription, teams: readonly Team[]): string {
  const { status, imported, fulfilment, owner } = subscription;
  switch (fulfilment?.phase) {
    case 'Granting':
      return 'approved, granting now';
    case 'PartlyGranted':
      return 'approved, partly granted';
    case 'GrantFailed':
      return 'approved, but not granted';
    case 'RevokeFailed':
      return 'end not confirmed, being retried';
    case 'Revoking':
      return 'being ended';
    case 'Suspended':
      return 'suspended by the mesh admins';
    case 'Withdrawn':
      return 'withdrawn';
    default:
  }
  switch (status) {
    case 'Pending':
      return openQuestions(subscription).length > 0
        ? 'waiting for the requester’s answer'
        : `waiting for ${teamName(teams, owner, 'producer')}${escalationOf(subscription)}`;
    case 'Active':
      return `${imported ? 'granted and imported' : 'granted, not imported yet'}${subscription.byTag ? ', live by tag' : ''}`;
    case 'Denied':
      return 'denied';
    case 'Deleted':
      return 'ended';
  }
}

/** Whom it was shown to besides, since when. */
function escalationOf(subscription: Subscription): string {
  const escalated = shownEscalation(subscription);
  return escalated ? `, escalated to ${listed(escalated.to, 3)} ${moment(escalated.at)}` : '';
}

function whoWords({ requestedBy, subscriber }: Subscription, teams: readonly Team[]): string {
  const team = teamName(teams, subscriber, 'consumer');
  return requestedBy ? `${actorMention(requestedBy)} for ${team}` : `for ${team}`;
}

/** An end only where there is something that will end. */
function whenWords({ status, createdAt, expiresAt, fulfilment, requestedSeconds }: Subscription): string {
  if (status === 'Active' && expiresAt) {
    return `ends ${moment(expiresAt)}`;
  }
  if (fulfilment) {
    return `since ${moment(fulfilment.at)}`;
  }
  const length = requestedSeconds ? ` for ${durationText(requestedSeconds)}` : '';
  const asked = expiresAt ? ` until ${moment(expiresAt)}` : length;
  return `asked ${moment(recordEpoch(createdAt))}${asked}`;
}

export function teamName(teams: readonly Team[], account: string, side: 'producer' | 'consumer'): string {
  return (
    teams.find((team) => team.account === account && team.sides.includes(side))?.name ?? `account ${account}`
  );
}
