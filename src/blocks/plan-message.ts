import type { KnownBlock, ModalView } from '@slack/types';
import { columnWords, rowWords } from './column-words.ts';
import { noticeView } from './deny-modal.ts';
import { PLAN_CONFIRM } from './ids.ts';
import { type Message, plain, section } from './message.ts';
import { clip, listed, typed } from './text.ts';

/** One grant that would be given or taken. */
export interface PlannedChange {
  readonly what: 'gives' | 'takes';
  /** Absent: that the database can be seen at all. */
  readonly table?: string;
  readonly permissions: readonly string[];
  /** Whether the team may hand it on inside its account. */
  readonly mayHandOn: boolean;
  readonly columns?: { readonly include: readonly string[] } | { readonly exclude: readonly string[] };
  /** Names of row filters. */
  readonly rows?: readonly string[];
}

export interface PlanData {
  readonly product: string;
  readonly consumerTeam: string;
  readonly what: 'approve' | 'modify' | 'revoke';
  /** Of the access as it is recorded. */
  readonly tables: readonly string[];
  readonly permissions: readonly string[];
  readonly changes: readonly PlannedChange[];
  /** Calls that would change something, in their order. */
  readonly calls: readonly { readonly service: string; readonly operation: string }[];
  /** Why it would not come to its end; ready for mrkdwn. */
  readonly stopsBy?: string | undefined;
  /** Whether another plan was shown before. */
  readonly isChanged?: boolean;
  /** What the button carries that does it; absent: no button. */
  readonly confirm?: string;
}

/** What a call changes, in words; a call that is not here is named as AWS names it. */
const MEANINGS: Readonly<Record<string, string>> = {
  'DynamoDB.TransactWriteItems': 'the decision is written into the ledger together with its claim',
  'DynamoDB.PutItem': 'a row is added to the ledger or the record',
  'DynamoDB.UpdateItem': 'the record says how far it is',
  'LakeFormation.BatchGrantPermissions': 'Lake Formation gives permissions',
  'LakeFormation.BatchRevokePermissions': 'Lake Formation takes permissions away',
  'LakeFormation.GrantPermissions': 'Lake Formation gives permissions on all tables with a tag',
  'LakeFormation.RevokePermissions': 'Lake Formation takes permissions on all tables with a tag away',
  'LakeFormation.AddLFTagsToResource': 'a table gets a tag',
  'LakeFormation.RemoveLFTagsFromResource': 'a table loses a tag',
  'LakeFormation.CreateLFTag': 'a tag is made',
  'LakeFormation.UpdateLFTag': 'a tag gets a value',
  'LakeFormation.CreateDataCellsFilter': 'a filter for columns and rows is made',
  'LakeFormation.UpdateDataCellsFilter': 'a filter for columns and rows is changed',
  'LakeFormation.DeleteDataCellsFilter': 'a filter for columns and rows is deleted',
  'S3.PutBucketPolicy': 'the policy of a bucket is changed',
  'S3.DeleteBucketPolicy': 'the policy of a bucket is taken away',
  'Glue.PutResourcePolicy': 'the policy of the catalogue is changed',
  'Glue.DeleteResourcePolicy': 'the policy of the catalogue is taken away',
  'Glue.DeleteTable': 'a link in the consumer’s account is deleted',
  'Glue.DeleteDatabase': 'the emptied database for links in the consumer’s account is deleted',
  'RAM.DisassociateResourceShare': 'a share is taken back',
};
const SHOWN = 12;

/** `/mesh plan <id>`, and whoever confirms a plan that has changed: what would be done, with nothing done. */
export function planMessage(data: PlanData): Message {
  const changed = data.isChanged
    ? ':warning: *What this would do has changed since the plan that you saw, so nothing was done.* This is what it would do now:\n'
    : '';
  const text = clip(`${changed}${planText(data)}`, 2900);
  return { text, blocks: [section(text), ...confirmButton(data)] };
}

/** The same over the form with whose choices it was planned; closing it leads back there. */
export function planView(data: PlanData): ModalView {
  return noticeView('Plan', planText(data));
}

function planText(data: PlanData): string {
  return [
    changeSentence(data),
    ...changeLines(data),
    ...callLines(data),
    ...(data.stopsBy === undefined ? [] : [`:no_entry: It would stop: ${data.stopsBy}`]),
    `_Not foreseen:_ whether AWS takes each call, and what others change until then${UNFORESEEN[data.what]}.`,
    `Nothing was done. ${NEXT[data.what]}; whatever has changed by then is read again, and what would be done differently is shown to you first.`,
  ].join('\n');
}

const UNFORESEEN: Readonly<Record<PlanData['what'], string>> = {
  approve: '; nor when the team imports what it was given, which it does itself',
  modify: '',
  revoke: '; queries that run at that moment may still finish',
};
const NEXT: Readonly<Record<PlanData['what'], string>> = {
  approve: 'Decide under its card or with `/mesh approve`',
  modify: 'Change it with `/mesh modify`',
  revoke: 'End it under its card or with `/mesh revoke`',
};

function changeSentence({ product, consumerTeam, what, tables, permissions, changes }: PlanData): string {
  const team = `*${typed(consumerTeam, 80)}*`;
  const names = listed(
    tables.map((name) => typed(name, 60)),
    8,
  );
  const scope = `${listed(permissions) || 'what was granted'} on ${names || 'the whole database'} of *${typed(product, 100)}*`;
  switch (what) {
    case 'approve':
      return changes.length > 0 || tables.length === 0
        ? `*Now* ${team} has nothing by this request; it asks for ${scope}. *After this yes* it has:`
        : `*Now* ${team} has nothing by this request; it asks for ${scope}. *After this yes* that stays so: others have to say yes too, or it holds all of it already.`;
    case 'modify':
      return `*Now* ${team} has ${scope}. *After the change:*`;
    case 'revoke':
      return `*Now* ${team} has ${scope}. *After the end* it has nothing by it; what another access of theirs rests on stays.`;
  }
}

function changeLines({ changes }: PlanData): readonly string[] {
  const lines = changes.map((change) => {
    const { what, table, permissions, mayHandOn } = change;
    const verb = what === 'gives' ? ':heavy_plus_sign:' : ':heavy_minus_sign:';
    const on = table === undefined ? 'the database' : typed(table, 80);
    return `${verb} ${listed(permissions)} on ${on}${narrowing(change)}${mayHandOn && what === 'gives' ? ', which they may hand on' : ''}`;
  });
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `… and ${lines.length - SHOWN} more`] : lines;
}

/** `, only id and total`, without the table, which the line names already. */
function narrowing({ table = '', columns, rows }: PlannedChange): string {
  const without = (words: string) => words.slice(words.indexOf(': ') + 2);
  return [columnWords([{ table, columns }]), rowWords([{ table, rows }])]
    .filter(Boolean)
    .map((words) => `, ${without(words)}`)
    .join('');
}

function callLines({ calls }: PlanData): readonly string[] {
  const counted = new Map<string, number>();
  for (const { service, operation } of calls) {
    const name = `${service}.${operation}`;
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  if (counted.size === 0) {
    return ['Nothing at AWS would be changed.'];
  }
  return [
    `${calls.length} ${calls.length === 1 ? 'call' : 'calls'} to AWS would change something:`,
    ...[...counted].map(
      ([name, count]) =>
        `• ${count === 1 ? '' : `${count} × `}\`${typed(name, 80)}\`${MEANINGS[name] ? `: ${MEANINGS[name]}` : ''}`,
    ),
  ];
}

const DO: Readonly<Record<PlanData['what'], string>> = {
  approve: 'Approve as planned',
  modify: 'Change as planned',
  revoke: 'End as planned',
};

function confirmButton({ confirm, what }: PlanData): readonly KnownBlock[] {
  return confirm === undefined
    ? []
    : [
        {
          type: 'actions',
          block_id: 'plan',
          elements: [
            {
              type: 'button',
              action_id: PLAN_CONFIRM,
              value: confirm,
              text: plain(DO[what]),
              style: 'primary',
            },
          ],
        },
      ];
}
