import type * as sdk from '@aws-sdk/client-ram';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { INVITATION_MS, INVITATIONS, type Invitation, SHARES } from './entities.ts';
import { resourcesOf, sizeOf, TOKEN } from './lookup.ts';
import { saveShare } from './shares.ts';

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

export const invitationHandlers: Handlers = {
  GetResourceShareInvitations(input: Checked<sdk.GetResourceShareInvitationsRequest>, call) {
    const all = call.state
      .in(INVITATIONS, call.account)
      .values()
      .filter(({ at }) => call.now.getTime() - at.getTime() >= call.settings.ramPropagationMs)
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
    const { page, next } = pageOf(share ? resourcesOf(call, share) : [], {
      token: input.nextToken,
      size: sizeOf(input),
      code: TOKEN,
    });
    return { resources: page, nextToken: next };
  },
};
