import type * as sdk from '@aws-sdk/client-ram';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import type { Checked } from '../wire/checked.ts';
import { associations, ownShares, resourcesOf, sharesWith, sizeOf, TOKEN } from './lookup.ts';

/** Shares of this account, or with it, that are active and asked for. */
function liveShares(
  { resourceOwner, resourceShareArns }: Pick<sdk.ListResourcesRequest, 'resourceOwner' | 'resourceShareArns'>,
  call: Call,
) {
  return (resourceOwner === 'SELF' ? ownShares(call) : sharesWith(call)).filter(
    ({ arn, status }) =>
      status === 'ACTIVE' && (resourceShareArns === undefined || resourceShareArns.includes(arn)),
  );
}

export const listHandlers: Handlers = {
  GetResourceShareAssociations(input: Checked<sdk.GetResourceShareAssociationsRequest>, call) {
    const all = liveShares({ ...input, resourceOwner: 'SELF' }, call)
      .flatMap((share) => associations(call, share))
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

  ListResources(input: Checked<sdk.ListResourcesRequest>, call) {
    const all = liveShares(input, call)
      .filter(
        ({ principals }) =>
          input.principal === undefined || principals.some(({ id }) => id === input.principal),
      )
      .flatMap((share) => resourcesOf(call, share))
      .filter(
        ({ arn, type }) =>
          (input.resourceArns === undefined || input.resourceArns.includes(arn)) &&
          (input.resourceType === undefined || input.resourceType === type),
      );
    const { page, next } = pageOf(all, { token: input.nextToken, size: sizeOf(input), code: TOKEN });
    return { resources: page, nextToken: next };
  },

  ListPrincipals(input: Checked<sdk.ListPrincipalsRequest>, call) {
    const all = liveShares(input, call).flatMap((share) =>
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
