import {
  DisassociateResourceShareCommand,
  GetResourceShareAssociationsCommand,
  type RAMClient,
  type ResourceShareAssociation,
  type ResourceShareAssociationType,
} from '@aws-sdk/client-ram';
import { MeshError } from '../errors.ts';
import type { GivenShares, HandMadeShare } from '../ports/shares.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

/** Lake Formation's own shares follow its grants. @see https://docs.aws.amazon.com/lake-formation/latest/dg/optimize-ram.html */
const MANAGED = /^LakeFormation-/;
/** What gives something, or is about to. */
const COUNTS: readonly (string | undefined)[] = ['ASSOCIATED', 'ASSOCIATING'];

/** Resource shares as the account that gives them sees them. */
export function createGivenShares(client: RAMClient, clock: Clock): GivenShares {
  async function associated(
    associationType: ResourceShareAssociationType,
    resourceShareArns?: readonly string[],
  ): Promise<readonly ResourceShareAssociation[]> {
    const found: ResourceShareAssociation[] = [];
    const all = paged('associations of shares', async (nextToken) => {
      const answer = await patiently(clock, 'looking at shares (ram:GetResourceShareAssociations)', () =>
        client.send(
          new GetResourceShareAssociationsCommand({
            associationType,
            maxResults: 500,
            ...(resourceShareArns === undefined ? {} : { resourceShareArns: [...resourceShareArns] }),
            ...(nextToken ? { nextToken } : {}),
          }),
        ),
      );
      return { items: answer.resourceShareAssociations, token: answer.nextToken };
    });
    for await (const each of all) {
      if (COUNTS.includes(each.status)) {
        found.push(each);
      }
    }
    return found;
  }

  return {
    async byHand() {
      try {
        const shares = new Map<string, { name: string; principals: string[] }>();
        for (const { resourceShareArn, resourceShareName = '', associatedEntity } of await associated(
          'PRINCIPAL',
        )) {
          if (resourceShareArn && associatedEntity && !MANAGED.test(resourceShareName)) {
            const known = shares.get(resourceShareArn) ?? { name: resourceShareName, principals: [] };
            shares.set(resourceShareArn, {
              ...known,
              principals: [...known.principals, associatedEntity],
            });
          }
        }
        const found: HandMadeShare[] = [];
        for (const [share, about] of shares) {
          const resources = await associated('RESOURCE', [share]);
          found.push({
            share,
            ...about,
            resources: resources.flatMap(({ associatedEntity }) => associatedEntity ?? []),
          });
        }
        return found;
      } catch (error) {
        if (error instanceof MeshError && error.code === 'AWS_DENIED') {
          return undefined;
        }
        throw error;
      }
    },

    async withdraw(share, principal) {
      await patiently(clock, 'taking an account out of a share (ram:DisassociateResourceShare)', async () => {
        try {
          await client.send(
            new DisassociateResourceShareCommand({ resourceShareArn: share, principals: [principal] }),
          );
        } catch (error) {
          if (!isAwsError(error, 'UnknownResourceException')) {
            throw error;
          }
        }
      });
    },
  };
}
