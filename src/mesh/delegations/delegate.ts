import { type Actor, actorText } from '../actor.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import type { Delegation, DelegationOrder } from '../ledger/delegation.ts';
import type { LedgerEvent } from '../ledger/event.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from '../subscriptions/dates.ts';
import { subscriptionIdFrom } from '../subscriptions/subscription-id.ts';

/** Seconds: whoever is away for longer has to be replaced. */
const LONGEST = 366 * 86_400;

type DelegationPorts = Pick<MeshPorts, 'ledger' | 'clock'>;

/** See `Mesh.delegate`. */
export async function delegate(
  { ledger, clock }: DelegationPorts,
  { by, job, ...order }: DelegationOrder,
): Promise<Delegation> {
  const now = epoch(clock.now());
  const id = subscriptionIdFrom(job);
  for await (const made of ledger.delegations(order.workspace, now)) {
    if (made.id === id) {
      return made; // this very job, delivered again
    }
  }
  const why = faultOf(order, now);
  if (why !== undefined) {
    throw new InvalidRequestError('BAD_DELEGATION', `${order.from} to ${order.to}: ${why}`, {
      userMessage: why,
    });
  }
  const delegation: Delegation = { ...order, id, by: actorText(by), at: now };
  await ledger.delegate(delegation, eventOf(delegation, 'delegate', { by, job, at: now }));
  return delegation;
}

/** See `Mesh.endDelegation`. */
export async function endDelegation(
  { ledger, clock }: DelegationPorts,
  {
    workspace,
    id,
    by,
    job,
  }: { readonly workspace: string; readonly id: string; readonly by: Actor; readonly job: string },
): Promise<Delegation> {
  const now = epoch(clock.now());
  for await (const found of ledger.delegations(workspace, now)) {
    if (found.id === id) {
      const end = { by: actorText(by), at: now };
      if (found.ended === undefined) {
        await ledger.endDelegation(found, end, eventOf(found, 'end-delegation', { by, job, at: now }));
      }
      return { ...found, ended: found.ended ?? end };
    }
  }
  throw new NotFoundError('DELEGATION_NOT_FOUND', `no delegation ${id} in ${workspace}`, {
    userMessage: 'There is no such delegation that still counts. `/mesh delegates` shows those that do.',
  });
}

function faultOf(
  { from, to, begins, ends }: Pick<Delegation, 'from' | 'to' | 'begins' | 'ends'>,
  now: number,
): string | undefined {
  if (from === to) {
    return 'Nobody stands in for themselves. Name somebody else.';
  }
  if (ends <= now) {
    return 'This time is over already. Name a last day that is still to come.';
  }
  if (ends <= begins) {
    return 'The last day comes before the first one.';
  }
  return ends - Math.max(begins, now) > LONGEST
    ? 'A delegation lasts at most a year. Whoever is away for longer needs a successor among the approvers.'
    : undefined;
}

function eventOf(
  { from, to, team, database, begins, ends, reason, workspace, id }: Delegation,
  action: 'delegate' | 'end-delegation',
  { by, job, at }: { readonly by: Actor; readonly job: string; readonly at: number },
): LedgerEvent {
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16);
  const scope = [team, database].filter((each) => each !== undefined).join(', ');
  return {
    id: `${job}#${action}#${id}`,
    at,
    source: 'decision',
    action,
    outcome: 'done',
    by: actorText(by),
    onBehalf: actorText({ kind: 'slack', workspace, user: from }),
    job,
    note: `${to} decides for ${from} from ${day(begins)} to ${day(ends)} UTC${scope === '' ? '' : `, ${scope} only`}${reason === undefined ? '' : `: ${reason}`}`,
  };
}
