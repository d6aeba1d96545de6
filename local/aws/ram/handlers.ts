import type * as sdk from '@aws-sdk/client-ram';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { INVITATION_MS, INVITATIONS, type Invitation, SHARES, type Share } from './entities.ts';
import { newShare, saveShare, withoutResource, withPrincipal, withResource } from './shares.ts';

const TOKEN = 'InvalidNextTokenException';

function sizeOf(input: { readonly maxResults?: number | undefined }): number {
  return Math.min(input.maxResults ?? 100, 500);
}

/** Shares of which the caller's account is a part. */
function sharesWith(call: Call): readonly Share[] {
  return call.state
    .scopes(SHARES)
    .flatMap((owner) => call.state.in(SHARES, owner).values())
    .filter(({ principals }) =>
      principals.some(({ id, status }) => id === call.account && status === 'ASSOCIATED'),
    );
}

function ownShares(call: Call): readonly Share[] {
  return call.state.in(SHARES, call.account).values();
}

/** An own share, or one that the account is part of. */
function shareOf(call: Call, arn: string): Share {
  if (!/^arn:aws[a-z-]*:ram:[a-z0-9-]+:\d{12}:resource-share\/[0-9a-f-]+$/.test(arn)) {
    throw new AwsError('MalformedArnException', `The specified resource share ARN ${arn} is not valid.`);
  }
  const share = call.state.in(SHARES, arn.split(':')[4] ?? '').get(arn);
  const involved =
    share && (share.owner === call.account || share.principals.some(({ id }) => id === call.account));
  if (!involved || share.status === 'DELETED') {
    throw new AwsError('UnknownResourceException', `ResourceShare ${arn} could not be found.`);
  }
  return share;
}

const describe = (share: Share) => ({
  resourceShareArn: share.arn,
  name: share.name,
  owningAccountId: share.owner,
  allowExternalPrincipals: share.allowExternal,
  status: share.status,
  creationTime: share.createdAt,
  lastUpdatedTime: share.updatedAt,
  featureSet: 'STANDARD',
  ...(share.tags.length > 0 ? { tags: [...share.tags] } : {}),
});

function statusOf(invitation: Invitation, call: Call): string {
  const age = call.now.getTime() - invitation.at.getTime();
  return invitation.status === 'PENDING' && age >= INVITATION_MS ? 'EXPIRED' : invitation.status;
}

const describeInvitation = (invitation: Invitation, call: Call) => ({
  resourceShareInvitationArn: invitation.arn,
  resourceShareName: invitation.shareName,
  resourceShareArn: invitation.share,
  senderAccountId: invitation.sender,
  receiverAccountId: invitation.receiver,
  invitationTimestamp: invitation.at,
  status: statusOf(invitation, call),
});

function openInvitation(call: Call, arn: string): Invitation {
  if (!/^arn:aws[a-z-]*:ram:[a-z0-9-]+:\d{12}:resource-share-invitation\/[0-9a-f-]+$/.test(arn)) {
    throw new AwsError('MalformedArnException', `The specified invitation ARN ${arn} is not valid.`);
  }
  const invitation = call.state.in(INVITATIONS, call.account).get(arn);
  if (!invitation) {
    throw new AwsError(
      'ResourceShareInvitationArnNotFoundException',
      `ResourceShareInvitation ${arn} could not be found.`,
    );
  }
  switch (statusOf(invitation, call)) {
    case 'ACCEPTED':
      throw new AwsError(
        'ResourceShareInvitationAlreadyAcceptedException',
        `Resource share invitation ${arn} was already accepted`,
      );
    case 'REJECTED':
      throw new AwsError(
        'ResourceShareInvitationAlreadyRejectedException',
        `Resource share invitation ${arn} was already rejected`,
      );
    case 'EXPIRED':
      throw new AwsError(
        'ResourceShareInvitationExpiredException',
        `Resource share invitation ${arn} has expired`,
      );
    default:
      return invitation;
  }
}

function answerInvitation(call: Call, arn: string, status: 'ACCEPTED' | 'REJECTED') {
  const invitation = openInvitation(call, arn);
  const answered: Invitation = { ...invitation, status };
  call.state.in(INVITATIONS, call.account).put(arn, answered);
  const share = call.state.in(SHARES, invitation.sender).get(invitation.share);
  if (share) {
    const next = status === 'ACCEPTED' ? 'ASSOCIATED' : 'FAILED';
    const principals = share.principals.map((member) =>
      member.id === call.account ? ({ ...member, status: next, updatedAt: call.now } as const) : member,
    );
    saveShare(call, { ...share, principals });
  }
  return { resourceShareInvitation: describeInvitation(answered, call) };
}

export const ramHandlers: Handlers = {
  CreateResourceShare(input: Checked<sdk.CreateResourceShareRequest>, call) {
    const tags = (input.tags ?? []).flatMap(({ key, value }) =>
      key === undefined ? [] : [{ key, value: value ?? '' }],
    );
    let share = newShare(call, call.account, {
      name: input.name,
      allowExternal: input.allowExternalPrincipals ?? true,
      tags,
      managed: false,
    });
    for (const arn of input.resourceArns ?? []) {
      checkResource(arn, call);
      share = withResource(call, share, arn);
    }
    for (const principal of input.principals ?? []) {
      checkPrincipal(principal);
      share = withPrincipal(call, share, principal);
    }
    saveShare(call, share);
    return { resourceShare: describe(share), clientToken: input.clientToken };
  },

  UpdateResourceShare(input: Checked<sdk.UpdateResourceShareRequest>, call) {
    const share = ownShare(call, input.resourceShareArn);
    const next = {
      ...share,
      name: input.name ?? share.name,
      allowExternal: input.allowExternalPrincipals ?? share.allowExternal,
      updatedAt: call.now,
    };
    saveShare(call, next);
    return { resourceShare: describe(next) };
  },

  DeleteResourceShare(input: Checked<sdk.DeleteResourceShareRequest>, call) {
    const share = ownShare(call, input.resourceShareArn);
    saveShare(call, { ...share, status: 'DELETED', principals: [], resources: [], updatedAt: call.now });
    return { returnValue: true };
  },

  AssociateResourceShare(input: Checked<sdk.AssociateResourceShareRequest>, call) {
    let share = ownShare(call, input.resourceShareArn);
    for (const arn of input.resourceArns ?? []) {
      checkResource(arn, call);
      share = withResource(call, share, arn);
    }
    for (const principal of input.principals ?? []) {
      checkPrincipal(principal);
      share = withPrincipal(call, share, principal);
    }
    saveShare(call, share);
    const named = new Set([...(input.resourceArns ?? []), ...(input.principals ?? [])]);
    return {
      resourceShareAssociations: associations(share).filter(({ associatedEntity }) =>
        named.has(associatedEntity),
      ),
    };
  },

  // The owner may remove anybody; a receiving account may remove itself.
  DisassociateResourceShare(input: Checked<sdk.DisassociateResourceShareRequest>, call) {
    const share = shareOf(call, input.resourceShareArn);
    const leaving = input.principals ?? [];
    if (
      share.owner !== call.account &&
      (leaving.some((id) => id !== call.account) || (input.resourceArns ?? []).length > 0)
    ) {
      throw new AwsError(
        'OperationNotPermittedException',
        'You may only remove your own account from a resource share of another account.',
      );
    }
    const dropped = share.principals.filter(({ id }) => leaving.includes(id));
    let next: Share = {
      ...share,
      principals: share.principals.filter(({ id }) => !leaving.includes(id)),
      updatedAt: call.now,
    };
    for (const arn of input.resourceArns ?? []) {
      next = withoutResource(call, next, arn);
    }
    saveShare(call, next);
    return {
      resourceShareAssociations: [
        ...dropped.map(({ id, external }) => ({
          ...associationBase(share, call),
          associatedEntity: id,
          associationType: 'PRINCIPAL',
          external,
        })),
        ...(input.resourceArns ?? []).map((arn) => ({
          ...associationBase(share, call),
          associatedEntity: arn,
          associationType: 'RESOURCE',
          external: false,
        })),
      ],
    };
  },

  GetResourceShares(input: Checked<sdk.GetResourceSharesRequest>, call) {
    const all = input.resourceOwner === 'SELF' ? ownShares(call) : sharesWith(call);
    const wanted = all.filter(
      (share) =>
        (input.resourceShareArns === undefined || input.resourceShareArns.includes(share.arn)) &&
        (input.name === undefined || input.name === share.name) &&
        (input.resourceShareStatus === undefined || input.resourceShareStatus === share.status),
    );
    const missing = input.resourceShareArns?.find((arn) => !all.some((share) => share.arn === arn));
    if (missing !== undefined) {
      throw new AwsError('UnknownResourceException', `ResourceShare ${missing} could not be found.`);
    }
    const { page, next } = pageOf(wanted, { token: input.nextToken, size: sizeOf(input), code: TOKEN });
    return { resourceShares: page.map(describe), nextToken: next };
  },

  GetResourceShareAssociations(input: Checked<sdk.GetResourceShareAssociationsRequest>, call) {
    const all = ownShares(call)
      .filter(
        ({ arn, status }) =>
          status === 'ACTIVE' &&
          (input.resourceShareArns === undefined || input.resourceShareArns.includes(arn)),
      )
      .flatMap(associations)
      .filter(({ associationType }) => associationType === input.associationType)
      .filter(
        ({ associatedEntity }) =>
          [undefined, associatedEntity].includes(input.principal) &&
          [undefined, associatedEntity].includes(input.resourceArn),
      )
      .filter(({ status }) => input.associationStatus === undefined || input.associationStatus === status);
    const { page, next } = pageOf(all, { token: input.nextToken, size: sizeOf(input), code: TOKEN });
    return { resourceShareAssociations: page, nextToken: next };
  },

  GetResourceShareInvitations(input: Checked<sdk.GetResourceShareInvitationsRequest>, call) {
    const all = call.state
      .in(INVITATIONS, call.account)
      .values()
      .filter(
        ({ arn, share }) =>
          (input.resourceShareInvitationArns === undefined ||
            input.resourceShareInvitationArns.includes(arn)) &&
          (input.resourceShareArns === undefined || input.resourceShareArns.includes(share)),
      );
    const { page, next } = pageOf(all, { token: input.nextToken, size: sizeOf(input), code: TOKEN });
    return {
      resourceShareInvitations: page.map((invitation) => describeInvitation(invitation, call)),
      nextToken: next,
    };
  },

  AcceptResourceShareInvitation: (input: Checked<sdk.AcceptResourceShareInvitationRequest>, call: Call) =>
    answerInvitation(call, input.resourceShareInvitationArn, 'ACCEPTED'),
  RejectResourceShareInvitation: (input: Checked<sdk.RejectResourceShareInvitationRequest>, call: Call) =>
    answerInvitation(call, input.resourceShareInvitationArn, 'REJECTED'),

  ListPendingInvitationResources(input: Checked<sdk.ListPendingInvitationResourcesRequest>, call) {
    const invitation = openInvitation(call, input.resourceShareInvitationArn);
    const share = call.state.in(SHARES, invitation.sender).get(invitation.share);
    const { page, next } = pageOf(share ? resourcesOf(share) : [], {
      token: input.nextToken,
      size: sizeOf(input),
      code: TOKEN,
    });
    return { resources: page, nextToken: next };
  },

  ListResources(input: Checked<sdk.ListResourcesRequest>, call) {
    const shares = input.resourceOwner === 'SELF' ? ownShares(call) : sharesWith(call);
    const all = shares
      .filter(
        ({ arn, status }) =>
          status === 'ACTIVE' &&
          (input.resourceShareArns === undefined || input.resourceShareArns.includes(arn)),
      )
      .filter(
        ({ principals }) =>
          input.principal === undefined || principals.some(({ id }) => id === input.principal),
      )
      .flatMap(resourcesOf)
      .filter(
        ({ arn, type }) =>
          (input.resourceArns === undefined || input.resourceArns.includes(arn)) &&
          (input.resourceType === undefined || input.resourceType === type),
      );
    const { page, next } = pageOf(all, { token: input.nextToken, size: sizeOf(input), code: TOKEN });
    return { resources: page, nextToken: next };
  },

  ListPrincipals(input: Checked<sdk.ListPrincipalsRequest>, call) {
    const shares = input.resourceOwner === 'SELF' ? ownShares(call) : sharesWith(call);
    const all = shares
      .filter(
        ({ arn, status }) =>
          status === 'ACTIVE' &&
          (input.resourceShareArns === undefined || input.resourceShareArns.includes(arn)),
      )
      .flatMap((share) =>
        (input.resourceOwner === 'SELF'
          ? share.principals.map(({ id, external }) => ({ id, external }))
          : [{ id: share.owner, external: true }]
        ).map((member) => ({
          ...member,
          resourceShareArn: share.arn,
          creationTime: share.createdAt,
          lastUpdatedTime: share.updatedAt,
        })),
      );
    const { page, next } = pageOf(all, { token: input.nextToken, size: sizeOf(input), code: TOKEN });
    return { principals: page, nextToken: next };
  },
};

function ownShare(call: Call, arn: string): Share {
  const share = shareOf(call, arn);
  if (share.owner !== call.account) {
    throw new AwsError('UnknownResourceException', `ResourceShare ${arn} could not be found.`);
  }
  return share;
}

function checkPrincipal(principal: string): void {
  if (!/^\d{12}$/.test(principal)) {
    throw new AwsError(
      'InvalidParameterException',
      `Principal ID ${principal} is malformed. Verify the ID and try again.`,
    );
  }
}

function checkResource(arn: string, call: Call): void {
  const match = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):.+$/.exec(arn);
  if (!match) {
    throw new AwsError('MalformedArnException', `The specified resource ARN ${arn} is not valid.`);
  }
  if (match[1] !== call.account) {
    throw new AwsError(
      'OperationNotPermittedException',
      'The resource that you are trying to share is not in your account.',
    );
  }
}

function associationBase(share: Share, call: Call) {
  return {
    resourceShareArn: share.arn,
    resourceShareName: share.name,
    status: 'DISASSOCIATING',
    lastUpdatedTime: call.now,
  };
}

function associations(share: Share) {
  const describeMember =
    (associationType: 'PRINCIPAL' | 'RESOURCE') => (member: Share['principals'][number]) => ({
      resourceShareArn: share.arn,
      resourceShareName: share.name,
      associatedEntity: member.id,
      associationType,
      status: member.status,
      external: member.external,
      creationTime: member.createdAt,
      lastUpdatedTime: member.updatedAt,
    });
  return [
    ...share.principals.map(describeMember('PRINCIPAL')),
    ...share.resources.map(describeMember('RESOURCE')),
  ];
}

function resourcesOf(share: Share) {
  return share.resources.map(({ id, createdAt, updatedAt }) => ({
    arn: id,
    type: typeOf(id),
    resourceShareArn: share.arn,
    status: 'AVAILABLE',
    creationTime: createdAt,
    lastUpdatedTime: updatedAt,
  }));
}

function typeOf(arn: string): string {
  const kind = /^arn:aws[a-z-]*:glue:[^:]*:[^:]*:(\w+)/.exec(arn)?.[1] ?? '';
  return kind === '' ? (arn.split(':')[2] ?? '') : `glue:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}
