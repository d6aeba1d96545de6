import { mention, moment, typed } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
import { ConflictError, type MeshError } from '../../mesh/errors.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';

/** For the one who came second: who decided, when, and what. `undefined` for every other error. */
export function decidedAnswer(error: MeshError): string | undefined {
  const { subscription } = error.details;
  return error instanceof ConflictError && error.code === 'ALREADY_DECIDED' && isSubscription(subscription)
    ? decidedSentence(subscription)
    : undefined;
}

function isSubscription(value: unknown): value is Subscription {
  return typeof value === 'object' && value !== null && 'status' in value && 'subscriber' in value;
}

function decidedSentence({ status, fulfilment, updatedBy, updatedAt }: Subscription): string {
  const decision = fulfilment?.decision;
  const by = decision ? actorMention(decision.by) : updatedBy ? typed(updatedBy, 100) : 'somebody';
  const when = decision ? moment(decision.at) : (updatedAt ?? 'earlier');
  const verb =
    decision?.kind === 'deny' || status === 'Denied'
      ? 'denied'
      : decision?.kind === 'withdraw'
        ? 'withdrawn'
        : 'approved';
  return `This request was already ${verb} by ${by} · ${when}. Nothing was changed by your click.`;
}

/** A person as a mention, anything else in words. */
export function actorMention(text: string): string {
  const actor = parseActor(text);
  switch (actor.kind) {
    case 'slack':
      return mention(actor.user);
    case 'app':
      return 'Mesh';
    case 'aws':
      return `${typed(actor.arn.split('/').at(-1) ?? actor.arn, 80)} (outside Slack)`;
  }
}
