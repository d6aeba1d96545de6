import type * as sdk from '@aws-sdk/client-ram';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import type { Share } from './entities.ts';
import { associations, ownShare, ownShares, shareOf, sharesWith, sizeOf, TOKEN } from './lookup.ts';
import { addResource, deleteShare, newShare, removeResource, saveShare, withPrincipal } from './shares.ts';

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

/** Adds what a request names; what is wrong with one of them undoes all. */
function associate(
  call: Call,
  share: Share,
  input: { readonly resourceArns?: string[] | undefined; readonly principals?: string[] | undefined },
): Share {
  let next = share;
  for (const principal of input.principals ?? []) {
    checkPrincipal(principal);
    next = withPrincipal(call, next, principal);
  }
  for (const arn of input.resourceArns ?? []) {
    checkResource(arn, call);
    addResource(call, next, arn);
  }
  saveShare(call, next);
  return next;
}

export const shareHandlers: Handlers = {
  CreateResourceShare(input: Checked<sdk.CreateResourceShareRequest>, call) {
    const tags = (input.tags ?? []).flatMap(({ key, value }) =>
      key === undefined ? [] : [{ key, value: value ?? '' }],
    );
    const share = newShare(call, call.account, {
      name: input.name,
      allowExternal: input.allowExternalPrincipals ?? true,
      tags,
      managed: false,
    });
    return { resourceShare: describe(associate(call, share, input)), clientToken: input.clientToken };
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
    deleteShare(call, share);
    return { returnValue: true };
  },

  AssociateResourceShare(input: Checked<sdk.AssociateResourceShareRequest>, call) {
    const share = associate(call, ownShare(call, input.resourceShareArn), input);
    const named = new Set([...(input.resourceArns ?? []), ...(input.principals ?? [])]);
    return {
      resourceShareAssociations: associations(call, share).filter(({ associatedEntity }) =>
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
    for (const arn of input.resourceArns ?? []) {
      removeResource(call, share, arn);
    }
    saveShare(call, {
      ...share,
      principals: share.principals.filter(({ id }) => !leaving.includes(id)),
      updatedAt: call.now,
    });
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
};
