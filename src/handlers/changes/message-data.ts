import type { RequesterMessageData } from '../../blocks/requester-message.ts';
import { shownColumns } from '../column-choices.ts';
import { buttonValue } from '../slack/button-value.ts';
import { type Change, productName, requesterName } from './change.ts';
import { decidedBy, grantWay, noteOf, type Stage } from './stage.ts';

/** What messages to the requester and the consumer team show of a record at this stage. */
export function messageData(
  change: Change,
  stage: Stage,
  shown: { readonly reference: string },
): RequesterMessageData {
  const { after, owner } = change;
  return {
    product: productName(change),
    database: after.database ?? '',
    tables: after.tables,
    columns: shownColumns(after),
    follow: after.byTag,
    permissions: after.status === 'Active' ? after.permitted : after.requested,
    ownerTeam: owner?.name ?? `account ${after.owner}`,
    ownerChannel: owner ? `<#${owner.channel}>` : 'no channel yet',
    by: decidedBy(after),
    note: noteOf(after),
    expiresAt: after.expiresAt,
    cut: after.status === 'Active' ? after.requested.filter((name) => !after.permitted.includes(name)) : [],
    buttonValue: buttonValue({ subscriptionId: after.id, reference: shown.reference }),
    isWaiting: stage === 'waiting',
    requester: requesterName(change),
    way: grantWay(after),
    imported: stage === 'imported',
  };
}
