import {
  AcceptResourceShareInvitationCommand,
  DisassociateResourceShareCommand,
  GetResourceShareInvitationsCommand,
  GetResourceSharesCommand,
  ListResourcesCommand,
  type RAMClient,
} from '@aws-sdk/client-ram';
import type { ShareInvitation, Shares } from '../ports/shares.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { collect, paged } from './pages.ts';
import { patiently } from './patience.ts';

const UNKNOWN_YET = [
  'UnknownResourceException',
  'ResourceArnNotFoundException',
  'ResourceShareInvitationArnNotFoundException',
];

/**
 * Resource shares as the receiving account sees them. Lists are read whole and filtered here: RAM refuses a filter by an ARN that it does
 * not know yet, which is the normal case for some seconds after a grant.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/34953
 */
export function createRamShares(client: RAMClient, clock: Clock): Shares {
  const invitations = () =>
    paged('invitations', async (token) => {
      const answer = await patiently(clock, 'looking for invitations (ram:GetResourceShareInvitations)', () =>
        client.send(new GetResourceShareInvitationsCommand(token ? { nextToken: token } : {})),
      );
      return { items: answer.resourceShareInvitations, token: answer.nextToken };
    });
  const resources = () =>
    paged('shared resources', async (token) => {
      const answer = await patiently(clock, 'looking at what is shared (ram:ListResources)', () =>
        client.send(
          new ListResourcesCommand({
            resourceOwner: 'OTHER-ACCOUNTS',
            maxResults: 500,
            ...(token ? { nextToken: token } : {}),
          }),
        ),
      );
      return { items: answer.resources, token: answer.nextToken };
    });
  return {
    async active(arns) {
      const shares = paged('shares', async (token) => {
        const answer = await patiently(clock, 'looking for shares (ram:GetResourceShares)', () =>
          client.send(
            new GetResourceSharesCommand({
              resourceOwner: 'OTHER-ACCOUNTS',
              ...(token ? { nextToken: token } : {}),
            }),
          ),
        );
        return { items: answer.resourceShares, token: answer.nextToken };
      });
      const usable = await collect(shares);
      return arns.filter((arn) =>
        usable.some(({ resourceShareArn, status }) => resourceShareArn === arn && status === 'ACTIVE'),
      );
    },

    async invitations() {
      const found: ShareInvitation[] = [];
      for await (const each of invitations()) {
        const { resourceShareArn: share, resourceShareInvitationArn: invitation, status } = each;
        if (share && invitation && status) {
          const at = Math.floor((each.invitationTimestamp?.getTime() ?? 0) / 1000);
          found.push({ invitation, share, status, at });
        }
      }
      return found.sort((left, right) => left.at - right.at);
    },

    async accept(invitation) {
      await patiently(clock, 'accepting the share (ram:AcceptResourceShareInvitation)', async () => {
        try {
          await client.send(
            new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn: invitation }),
          );
        } catch (error) {
          if (!isAwsError(error, 'ResourceShareInvitationAlreadyAcceptedException')) {
            throw error;
          }
        }
      });
    },

    async received(owner) {
      const shared: string[] = [];
      for await (const { arn, resourceShareArn } of resources()) {
        if (arn && resourceShareArn?.split(':')[4] === owner) {
          shared.push(arn);
        }
      }
      return shared;
    },

    async leave(share, principal) {
      await patiently(clock, 'leaving the share (ram:DisassociateResourceShare)', async () => {
        try {
          await client.send(
            new DisassociateResourceShareCommand({ resourceShareArn: share, principals: [principal] }),
          );
        } catch (error) {
          if (!isAwsError(error, ...UNKNOWN_YET)) {
            throw error;
          }
        }
      });
    },
  };
}
