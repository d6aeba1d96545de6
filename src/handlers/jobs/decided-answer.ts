import { mention, moment, typed } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
import { ConflictError, type MeshError } from '../../mesh/errors.ts';
import type { DecisionView, Status, Subscription } from '../../mesh/subscriptions/subscription.ts';

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

const VERBS: Readonly<Record<DecisionView['kind'], string>> = {
  approve: 'approved',
  'approve-stage': 'approved in part of its stages',
  deny: 'denied',
  modify: 'changed',
  revoke: 'ended',
  withdraw: 'withdrawn',
  extend: 'extended',
  'deny-extension': 'left with its end',
  retry: 'retried',
  'keep-partial': 'approved in part',
  repair: 'repaired',
  suspend: 'suspended',
  resume: 'given back',
  'roll-back': 'rolled back',
  ask: 'asked about',
  answer: 'answered',
  edit: 'changed by its requester',
};
const STATUS_VERBS: Readonly<Record<Status, string>> = {
  Pending: 'taken up',
  Active: 'approved',
  Denied: 'denied',
  Deleted: 'ended',
};

function decidedSentence({ status, fulfilment, updatedBy, updatedAt }: Subscription): string {
  const decision = fulfilment?.decision;
  const by = decision ? deciderMention(decision) : updatedBy ? actorMention(updatedBy) : 'somebody';
  const when = decision ? moment(decision.at) : (updatedAt ?? 'earlier');
  const verb = decision ? decisionWord(decision) : STATUS_VERBS[status];
  return `This request was already ${verb} by ${by} · ${when}. Nothing was changed by your click.`;
}

/** What was decided, as it follows “was”. */
export function decisionWord({ kind }: Pick<DecisionView, 'kind'>): string {
  return VERBS[kind];
}

/** Who decided, and for whom, where that was handed on. */
export function deciderMention({ by, onBehalf }: Pick<DecisionView, 'by' | 'onBehalf'>): string {
  return onBehalf === undefined ? actorMention(by) : `${actorMention(by)} for ${actorMention(onBehalf)}`;
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
      return `${typed(principalName(actor.arn), 120)} (outside Slack)`;
  }
}

/** A role by its own name: that of its session may be anything. */
function principalName(arn: string): string {
  const role = /:assumed-role\/(?:.*\/)?([^/]+)\/[^/]+$/.exec(arn)?.[1];
  return role === undefined ? (arn.split('/').at(-1) ?? arn) : `role ${role}`;
}
