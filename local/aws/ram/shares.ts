import { createHash, randomUUID } from 'node:crypto';
import type { Call } from '../call.ts';
import {
  INVITATION_MS,
  INVITATIONS,
  SHARE_RESOURCES,
  SHARES,
  type Share,
  type ShareMember,
} from './entities.ts';

export function newShare(
  call: Call,
  owner: string,
  details: Pick<Share, 'name' | 'allowExternal' | 'tags' | 'managed'>,
): Share {
  const arn = `arn:aws:ram:${call.region}:${owner}:resource-share/${randomUUID()}`;
  return {
    ...details,
    arn,
    owner,
    status: 'ACTIVE',
    createdAt: call.now,
    updatedAt: call.now,
    principals: [],
  };
}

/** Adds an account at once (ASSUMPTION ram-at-once): inside an organisation it is in at once, otherwise it gets an invitation. */
export function withPrincipal(call: Call, share: Share, account: string): Share {
  const present = share.principals.find(({ id }) => id === account);
  if (
    present?.status === 'ASSOCIATED' ||
    (present?.status === 'ASSOCIATING' && hasOpenInvitation(call, share, account))
  ) {
    return share;
  }
  const inside = call.settings.organisations.some(
    (members) => members.includes(share.owner) && members.includes(account),
  );
  const member: ShareMember = {
    id: account,
    status: inside ? 'ASSOCIATED' : 'ASSOCIATING',
    external: !inside,
    createdAt: call.now,
    updatedAt: call.now,
  };
  if (!inside) {
    const arn = `arn:aws:ram:${call.region}:${share.owner}:resource-share-invitation/${randomUUID()}`;
    const invitation = {
      arn,
      share: share.arn,
      shareName: share.name,
      sender: share.owner,
      receiver: account,
      status: 'PENDING',
      at: call.now,
    } as const;
    call.state.in(INVITATIONS, account).put(arn, invitation);
  }
  return {
    ...share,
    principals: [...share.principals.filter(({ id }) => id !== account), member],
    updatedAt: call.now,
  };
}

/** Puts a resource into a share. Kept apart from the share itself: a mesh may share thousands of tables through one. */
export function addResource(call: Call, share: Share, arn: string): void {
  const resources = call.state.in(SHARE_RESOURCES, share.arn);
  if (!resources.has(arn)) {
    const dates = { createdAt: call.now, updatedAt: call.now };
    resources.put(arn, { id: arn, status: 'ASSOCIATED', external: false, ...dates });
  }
}

export function removeResource(call: Call, share: Share, arn: string): void {
  call.state.in(SHARE_RESOURCES, share.arn).delete(arn);
}

/** Ends a share; it stays listed as deleted. */
export function deleteShare(call: Call, share: Share): void {
  for (const arn of call.state.in(SHARE_RESOURCES, share.arn).keys()) {
    removeResource(call, share, arn);
  }
  saveShare(call, { ...share, status: 'DELETED', principals: [], updatedAt: call.now });
}

export function saveShare(call: Call, share: Share): void {
  call.state.in(SHARES, share.owner).put(share.arn, share);
}

/** Whether an account may still accept: after the invitation's time, it is no principal of the share any more. */
export function hasOpenInvitation(call: Call, share: Share, account: string): boolean {
  return call.state
    .in(INVITATIONS, account)
    .values()
    .some(
      (invitation) =>
        invitation.share === share.arn &&
        invitation.status === 'PENDING' &&
        call.now.getTime() - invitation.at.getTime() < INVITATION_MS,
    );
}

/**
 * The share through which Lake Formation carries grants of one account to another: from cross-account version 2 on one per pair of accounts,
 * before that one per resource.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/optimize-ram.html
 */
export function shareForGrant(
  call: Call,
  owner: string,
  receiver: string,
  resource: string,
  version: string,
): Share {
  const scope = version === '1' ? `${owner}>${receiver}>${resource}` : `${owner}>${receiver}`;
  const suffix = createHash('sha256').update(scope).digest('hex').slice(0, 10).toUpperCase();
  const name = `LakeFormation-V${version}-${suffix}`;
  const shares = call.state.in(SHARES, owner).values();
  const existing = shares.find(
    (share) =>
      share.managed &&
      share.status === 'ACTIVE' &&
      share.name === name &&
      share.principals.some(({ id, status }) => id === receiver && status !== 'DISASSOCIATED'),
  );
  const base = existing ?? newShare(call, owner, { name, allowExternal: true, tags: [], managed: true });
  const share = withPrincipal(call, base, receiver);
  if (share !== existing) {
    saveShare(call, share);
  }
  addResource(call, share, resource);
  return share;
}

/** Takes a resource out of Lake Formation's share; an empty share is deleted. ASSUMPTION lakeformation-empty-share. */
export function dropFromShare(call: Call, owner: string, shareArn: string, resource: string): void {
  const share = call.state.in(SHARES, owner).get(shareArn);
  if (!share) {
    return;
  }
  removeResource(call, share, resource);
  if (call.state.in(SHARE_RESOURCES, share.arn).size === 0) {
    deleteShare(call, share);
  }
}
