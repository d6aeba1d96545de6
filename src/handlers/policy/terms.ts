import * as z from 'zod/mini';
import { ConfigurationError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { Policy } from './policy.ts';
import { policyVersion } from './policy-version.ts';

/** Under which policy a request was made, and for which team; several teams may share an account. */
export interface Terms {
  readonly policy: Policy | undefined;
  readonly team: string;
}

const Kept = z.object({ policy: z.string(), team: z.string() });
const NONE = policyVersion(undefined);

/** Keeps the owner's policy as it is now for this request, in the ledger, which no record can change. The first terms of a request stay. */
export async function keepTerms(
  mesh: Pick<Mesh, 'keepText' | 'keptText'>,
  subscriptionId: string,
  owner: Team,
  team: string,
): Promise<Terms> {
  const version = policyVersion(owner.policy);
  if (owner.policy) {
    await mesh.keepText(nameOf(owner, version), JSON.stringify(owner.policy));
  }
  const kept = await mesh.keepText(termsName(subscriptionId), JSON.stringify({ policy: version, team }));
  return read(mesh, owner, kept);
}

/** The terms of a request; for one that was made without the app, the policy as it is now. Throws `ConfigurationError` (`BAD_TERMS`). */
export async function termsOf(
  {
    mesh,
    teams,
  }: { readonly mesh: Pick<Mesh, 'keptText'>; readonly teams: Pick<TeamDirectory, 'byAccount'> },
  subscription: Subscription,
  owner: Team,
): Promise<Terms> {
  const kept = await mesh.keptText(termsName(subscription.id));
  if (kept !== undefined) {
    return read(mesh, owner, kept);
  }
  const asking = await teams.byAccount(subscription.subscriber, 'consumer');
  return { policy: owner.policy, team: asking?.key ?? '' };
}

async function read(mesh: Pick<Mesh, 'keptText'>, owner: Team, kept: string): Promise<Terms> {
  const { policy: version, team } = Kept.parse(JSON.parse(kept));
  if (version === NONE) {
    return { policy: undefined, team };
  }
  const text = await mesh.keptText(nameOf(owner, version));
  const policy = text === undefined ? undefined : Policy.safeParse(JSON.parse(text));
  if (!policy?.success) {
    throw new ConfigurationError('BAD_TERMS', `policy ${version} of ${owner.key} cannot be read`, {
      userMessage:
        'The policy that this request was made under cannot be read, so it cannot be decided. Deny it and have it asked again, or tell a mesh admin.',
    });
  }
  return { policy: policy.data, team };
}

function nameOf({ key }: Team, version: string): string {
  return `policy#${key}#${version}`;
}

function termsName(subscriptionId: string): string {
  return `terms#${subscriptionId}`;
}
