import { type Message, section } from './message.ts';
import { clip, listed, typed } from './text.ts';

export interface PlanData {
  readonly product: string;
  readonly consumerTeam: string;
  readonly what: 'approve' | 'revoke';
  readonly tables: readonly string[];
  readonly permissions: readonly string[];
  /** Calls that would change something, in their order. */
  readonly calls: readonly { readonly service: string; readonly operation: string }[];
}

/** What a call changes, in words; a call that is not here is named as AWS names it. */
const MEANINGS: Readonly<Record<string, string>> = {
  'DynamoDB.TransactWriteItems': 'the decision is written into the ledger together with its claim',
  'DynamoDB.PutItem': 'a row is added to the ledger or the record',
  'DynamoDB.UpdateItem': 'the record says how far it is',
  'LakeFormation.BatchGrantPermissions': 'Lake Formation gives permissions',
  'LakeFormation.BatchRevokePermissions': 'Lake Formation takes permissions away',
  'LakeFormation.CreateDataCellsFilter': 'a filter for columns and rows is made',
  'LakeFormation.DeleteDataCellsFilter': 'a filter for columns and rows is deleted',
  'S3.PutBucketPolicy': 'the policy of a bucket is changed',
  'S3.DeleteBucketPolicy': 'the policy of a bucket is taken away',
  'Glue.PutResourcePolicy': 'the policy of the catalogue is changed',
  'Glue.DeleteResourcePolicy': 'the policy of the catalogue is taken away',
  'Glue.DeleteTable': 'a link in the consumer’s account is deleted',
  'RAM.DisassociateResourceShare': 'a share is taken back',
};

/** `/mesh plan <id>`: what a yes or an end would do, with nothing done. */
export function planMessage(data: PlanData): Message {
  const { product, consumerTeam, what, tables, permissions, calls } = data;
  const team = `*${typed(consumerTeam, 80)}*`;
  const scope = `${permissions.join(' and ') || 'what was granted'} on ${
    listed(
      tables.map((name) => typed(name, 60)),
      8,
    ) || 'the whole database'
  } of *${typed(product, 100)}*`;
  const change =
    what === 'approve'
      ? `*Now* ${team} has nothing by this request. *After a yes* to all that is asked it has ${scope}.`
      : `*Now* ${team} has ${scope}. *After the end* it has nothing by it; what another access of theirs rests on stays.`;
  const counted = new Map<string, number>();
  for (const { service, operation } of calls) {
    const name = `${service}.${operation}`;
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  const lines = [...counted].map(
    ([name, count]) =>
      `• ${count === 1 ? '' : `${count} × `}\`${typed(name, 80)}\`${MEANINGS[name] ? `: ${MEANINGS[name]}` : ''}`,
  );
  const list =
    lines.length > 0
      ? `${calls.length} ${calls.length === 1 ? 'call' : 'calls'} to AWS would change something:\n${lines.join('\n')}`
      : 'Nothing at AWS would be changed.';
  const next =
    what === 'approve'
      ? 'Decide under its card or with `/mesh approve`'
      : 'End it under its card or with `/mesh revoke`';
  const text = clip(
    `${change}\n${list}\nNothing was done. ${next}; whatever has changed by then is read again, and a request that changed is shown to you again.`,
    2900,
  );
  return { text, blocks: [section(text)] };
}
