import type { AskedParts } from '../mesh/consumer/request-parts.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';
import { commandLineWords } from './command-line-words.ts';

/** What a command gives back. */
export interface Outcome {
  /** As JSON with `--json`. */
  readonly result: unknown;
  /** What a person reads. */
  readonly text: string;
  /** Not everything worked: exit code 3. Nothing worked: 1. */
  readonly outcome?: 'partly' | 'failed';
}

/** One record in a few lines. */
export function subscriptionText(record: Subscription): string {
  const {
    id,
    status,
    fulfilment,
    owner,
    subscriber,
    database,
    tables,
    requested,
    permitted,
    grantable,
    notes,
  } = record;
  const causes = Object.entries(fulfilment?.tables ?? {}).flatMap(([name, { cause }]) =>
    cause ? [`  ${name}: ${cause.message}`] : [],
  );
  return [
    `${id}  ${status}${fulfilment ? ` (${fulfilment.phase})` : ''}${record.imported ? ', imported' : ''}`,
    `  ${subscriber} asks ${owner} for ${database ?? 'nothing named'}: ${tables.length > 0 ? tables.join(', ') : 'all tables'}`,
    `  requested ${requested.join(', ')}${permitted.length > 0 ? `, permitted ${permitted.join(', ')}` : ''}${grantable.length > 0 ? `, may hand on ${grantable.join(', ')}` : ''}`,
    ...scopeLines(record),
    ...columnLines(record),
    ...rowLines(record),
    ...(record.expiresAt === undefined ? [] : [`  ends ${new Date(record.expiresAt * 1000).toISOString()}`]),
    ...(record.handedOn ?? []).map(
      ({ principal, permissions, tables: of }) =>
        `  handed on to ${principal}: ${permissions.join(', ')} on ${of.join(', ')}`,
    ),
    ...notes.map((note) => `  note ${note}`),
    ...(fulfilment?.cause ? [`  ${fulfilment.cause.message}`] : []),
    ...causes,
  ].join('\n');
}

function scopeLines({ byTag }: Subscription): readonly string[] {
  if (byTag === undefined) {
    return [];
  }
  const { kind, name, sensitivities, heldBack = [] } = byTag;
  const only = sensitivities.join(', ') === 'none' ? '' : ` of sensitivity ${sensitivities.join(', ')}`;
  return [
    `  live by tag: tables${only} that the ${kind} ${name} gets later are covered too`,
    ...(heldBack.length > 0 ? [`  held back for their sensitivity: ${heldBack.join(', ')}`] : []),
  ];
}

function rowLines({ fulfilment }: Subscription): readonly string[] {
  return Object.entries(fulfilment?.tables ?? {}).flatMap(([table, { rows }]) =>
    rows === undefined ? [] : [`  ${table}: only rows of ${rows.join(' and ')}`],
  );
}

function columnLines({ fulfilment }: Subscription): readonly string[] {
  return Object.entries(fulfilment?.tables ?? {}).flatMap(([table, { columns }]) => {
    if (columns === undefined) {
      return [];
    }
    return 'include' in columns
      ? [`  ${table}: only columns ${columns.include.join(', ')}`]
      : [`  ${table}: all columns but ${columns.exclude.join(', ')}`];
  });
}

export function subscriptionOutcome(record: Subscription): Outcome & { readonly result: Subscription } {
  const phase = record.fulfilment?.phase;
  const text = subscriptionText(record);
  if (phase === 'PartlyGranted') {
    return { result: record, text, outcome: 'partly' };
  }
  return phase?.endsWith('Failed') ? { result: record, text, outcome: 'failed' } : { result: record, text };
}

export function listOutcome(records: readonly Subscription[], none: string): Outcome {
  return { result: records, text: records.length > 0 ? records.map(subscriptionText).join('\n') : none };
}

/** A request that may concern several owners: what was asked of each, and what could not be. */
export function partsOutcome({ asked, refused }: AskedParts): Outcome {
  const lines = [
    ...asked.map(subscriptionText),
    ...refused.map(
      ({ owner, database, tables, error }) =>
        `not asked of ${owner}: ${database} ${tables.join(', ')}: ${error.userMessage}`,
    ),
  ];
  const result = refused.length > 0 ? { asked, refused: refused.map(withReason) } : asked;
  const text = lines.join('\n');
  if (refused.length === 0) {
    return { result, text };
  }
  return { result, text, outcome: asked.length > 0 ? 'partly' : 'failed' };
}

function withReason({ error, ...part }: AskedParts['refused'][number]) {
  return { ...part, code: error.code, reason: commandLineWords(error.userMessage) };
}
