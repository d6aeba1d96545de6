import type { Mesh } from '../../mesh/mesh.ts';
import type { Decision } from '../../mesh/ports/decision.ts';
import { requestDigest } from '../../mesh/subscriptions/digest.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Approval } from '../../mesh/verbs/decisions.ts';
import { askedLength } from './asked-length.ts';
import { type Outcome, OWNER_DECIDES } from './outcome.ts';
import type { Stage } from './policy.ts';

export interface Progress {
  readonly stage: Stage;
  /** Whether one more yes is the last that is needed. */
  readonly isLast: boolean;
}

/** The stages of a request that is not refused. An automatic approval that did not come about leaves it to the owner. */
export function stagesOf({ ruling }: Outcome): {
  readonly stages: readonly Stage[];
  readonly distinct: boolean;
} {
  const { stages, distinct } = ruling.kind === 'stages' ? ruling : OWNER_DECIDES;
  return { stages, distinct };
}

/** The yeses that count, from the ledger alone: those to the request as it is now, so that an edit begins anew. */
export async function yesesTo(
  mesh: Pick<Mesh, 'history'>,
  subscription: Subscription,
): Promise<readonly Decision[]> {
  const digest = requestDigest(subscription);
  const found: Decision[] = [];
  for await (const decision of mesh.history(subscription.id)) {
    if (decision.kind === 'approve-stage' && decision.shown === digest) {
      found.push(decision);
    }
  }
  return found;
}

/** The stage that a request waits in. */
export function progressOf(stages: readonly Stage[], yeses: readonly Decision[]): Progress {
  const given = (name: string): number =>
    new Set(yeses.filter(({ stage }) => stage === name).map(({ by }) => by)).size;
  const last = stages.length - 1;
  const open = stages.findIndex(({ name, count }) => given(name) < count);
  const index = open < 0 ? last : open;
  const stage = stages[index] ?? { name: 'Owner', count: 1 };
  return { stage, isLast: index === last && given(stage.name) + 1 >= stage.count };
}

/** An approval cut down to what every earlier yes left of the request. `now` in epoch seconds. */
export function narrowedBy(
  yeses: readonly Decision[],
  subscription: Subscription,
  approval: Approval,
  now: number,
): Approval {
  const [first] = yeses;
  if (!first) {
    return approval;
  }
  const everywhere = <T>(items: readonly T[], pick: (yes: Decision) => readonly T[]): readonly T[] =>
    items.filter((item) => yeses.every((yes) => pick(yes).includes(item)));
  const tables = approval.tables ?? (subscription.tables.length > 0 ? subscription.tables : first.tables);
  const permissions = approval.permissions ?? subscription.requested;
  const expiresAt = earliestEnd(yeses, subscription, approval, now);
  return {
    ...approval,
    tables: everywhere(tables, (yes) => yes.tables),
    permissions: everywhere(permissions, (yes) => yes.permissions),
    ...(approval.grantable ? { grantable: everywhere(approval.grantable, (yes) => yes.permissions) } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(yeses.some(({ byTag }) => byTag === undefined) ? { asSnapshot: true } : {}),
  };
}

/** Lengths are compared, not ends: an access begins when the last one has said yes. */
function earliestEnd(
  yeses: readonly Decision[],
  subscription: Subscription,
  approval: Approval,
  now: number,
): number | undefined {
  const lengths = yeses.flatMap(({ expiresAt, at }) => (expiresAt === undefined ? [] : [expiresAt - at]));
  const asked = approval.expiresAt === undefined ? askedLength(subscription, now) : approval.expiresAt - now;
  const shortest = Math.min(...lengths, asked ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(shortest) && shortest !== asked ? now + shortest : approval.expiresAt;
}
