import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { SHARE_RESOURCES, SHARES, type Share, type ShareMember } from './entities.ts';
import { hasOpenInvitation } from './shares.ts';

export const TOKEN = 'InvalidNextTokenException';

export function sizeOf(input: { readonly maxResults?: number | undefined }): number {
  return Math.min(input.maxResults ?? 100, 500);
}

/** Shares of which the caller's account is a part. */
export function sharesWith(call: Call): readonly Share[] {
  return call.state
    .scopes(SHARES)
    .flatMap((owner) => call.state.in(SHARES, owner).values())
    .filter(({ principals }) =>
      principals.some(
        ({ id, status, createdAt }) =>
          id === call.account &&
          status === 'ASSOCIATED' &&
          call.now.getTime() - createdAt.getTime() >= call.settings.ramPropagationMs,
      ),
    );
}

export function ownShares(call: Call): readonly Share[] {
  return call.state.in(SHARES, call.account).values();
}

/** An own share, or one that the account is part of. */
export function shareOf(call: Call, arn: string): Share {
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

/** A share of the caller's own account. */
export function ownShare(call: Call, arn: string): Share {
  const share = shareOf(call, arn);
  if (share.owner !== call.account) {
    throw new AwsError('UnknownResourceException', `ResourceShare ${arn} could not be found.`);
  }
  return share;
}

/** Every principal and resource of a share, as an association. */
export function associations(call: Call, share: Share) {
  const describeMember = (associationType: 'PRINCIPAL' | 'RESOURCE') => (member: ShareMember) => ({
    resourceShareArn: share.arn,
    resourceShareName: share.name,
    associatedEntity: member.id,
    associationType,
    status:
      member.status === 'ASSOCIATING' && !hasOpenInvitation(call, share, member.id)
        ? 'DISASSOCIATED'
        : member.status,
    external: member.external,
    creationTime: member.createdAt,
    lastUpdatedTime: member.updatedAt,
  });
  return [
    ...share.principals.map(describeMember('PRINCIPAL')),
    ...call.state.in(SHARE_RESOURCES, share.arn).values().map(describeMember('RESOURCE')),
  ];
}

export function resourcesOf(call: Call, share: Share) {
  return call.state
    .in(SHARE_RESOURCES, share.arn)
    .values()
    .map(({ id, createdAt, updatedAt }) => ({
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
