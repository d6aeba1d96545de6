import { isDeepStrictEqual } from 'node:util';
import { extensionAnswered, extensionCard } from '../../blocks/extension.ts';
import { parseActor } from '../../mesh/actor.ts';
import { extensionCardData, extensionReference } from '../extension-words.ts';
import { type Change, productName } from './change.ts';
import type { Notice } from './outbox.ts';

/** More time was asked for, answered, or came too late to be answered: one message in the owner's thread, one to whoever asked. */
export function extensionNotices(change: Change): readonly Notice[] {
  const { before, after, owner, consumer, order } = change;
  const { extension } = after;
  if (!extension) {
    return [];
  }
  const cameTooLate =
    extension.decided === undefined && after.status !== 'Active' && before?.status === 'Active';
  if (isDeepStrictEqual(before?.extension, extension) && !cameTooLate) {
    return [];
  }
  const data = extensionCardData(after, extension, {
    product: productName(change),
    consumerTeam: consumer?.name ?? `account ${after.subscriber}`,
  });
  const base = { subscriptionId: after.id, order };
  const by = parseActor(extension.by);
  const enterprise = consumer?.enterprise ?? owner?.enterprise;
  return [
    ...(owner
      ? [
          {
            ...base,
            key: `extension-${extension.at}`,
            workspace: owner.workspace,
            ...(owner.enterprise ? { enterprise: owner.enterprise } : {}),
            channel: owner.channel,
            threadOf: 'card',
            message: extensionCard(data),
            shown: extensionReference(after),
          },
        ]
      : []),
    ...(by.kind === 'slack'
      ? [
          {
            ...base,
            key: `dm-extension-${extension.at}-${data.state.kind}`,
            workspace: by.workspace,
            ...(enterprise ? { enterprise } : {}),
            channel: by.user,
            message: extensionAnswered(data),
          },
        ]
      : []),
  ];
}
