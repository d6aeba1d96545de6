import { columnWords, rowWords } from '../../../blocks/column-words.ts';
import { listed, moment, typed } from '../../../blocks/text.ts';
import type { LedgerEvent } from '../../../mesh/ledger/event.ts';
import { deciderMention } from '../decided-answer.ts';

/** What somebody did, where the job's own word does not say it. */
const DID: Readonly<Record<string, string>> = {
  'request-access': 'asked',
  approve: 'approved',
  'approve-stage': 'said yes, as one of several,',
  ask: 'asked back',
  answer: 'answered',
  review: 'reviewed and approved',
  deny: 'denied',
  modify: 'changed',
  revoke: 'ended',
  withdraw: 'took the request back',
  extend: 'extended',
  retry: 'tried the grants again',
  'keep-partial': 'kept what was granted',
  'roll-back': 'rolled back',
  import: 'imported',
  nudge: 'reminded the owners',
  'install-mesh-objects': 'set the mesh account up',
  'enable-account': 'let an account into the mesh',
  'initialize-account': 'set an account’s own role up',
  'trust-app': 'let the app into an account',
  'remove-account': 'removed an account’s roles',
  'create-data-product': 'published by command line',
  'migrate-tables': 'replaced tables by links into the mesh',
  'delete-data-product': 'took a product out of the mesh by command line',
  repair: 'repaired',
  export: 'exported the history',
  delegate: 'arranged who stands in',
  'end-delegation': 'ended a delegation',
  drift: 'found a difference between what was decided and what AWS holds',
  'team-added': 'added the team',
  'team-changed': 'changed the team’s secret',
  'team-removed': 'removed the team',
  'team-spoilt': 'wrote the team’s secret wrongly',
  'team-mended': 'put the team’s secret right',
  remove: 'deleted the record',
  reopen: 'set it back to waiting',
  change: 'changed the record',
  'ask-extension': 'asked for more time',
  'deny-extension': 'left it with its end',
  suspend: 'suspended',
  resume: 'gave back what was suspended',
  edit: 'changed the request',
  'hand-on': 'handed the tables on to roles of the account',
  'take-back': 'took back what roles of the account had been given',
};

/** What somebody tried, where the job's own word does not say it. */
const TRIED: Readonly<Record<string, string>> = {
  'request-access': 'ask',
  'approve-stage': 'say yes',
  ask: 'ask back',
  review: 'review and approve',
  modify: 'change',
  revoke: 'end',
  withdraw: 'take the request back',
  edit: 'change the request',
  retry: 'try the grants again',
  'keep-partial': 'keep what was granted',
  'roll-back': 'roll back',
  nudge: 'remind the owners',
  export: 'export the history',
  delegate: 'arrange who stands in',
  'end-delegation': 'end a delegation',
  'ask-extension': 'ask for more time',
  'deny-extension': 'leave it with its end',
};

/** One event as people read it, ready for mrkdwn. */
export function eventLine(event: LedgerEvent): string {
  const { at, by, source, action, outcome, code, cause, note, isSecurityEvent } = event;
  const when = moment(at);
  const who = deciderMention(event);
  const did = DID[action] ?? typed(action, 80);
  const about = scopeOf(event);
  const said = note ? `: ${typed(note, 200)}` : '';
  switch (source) {
    case 'decision':
      return `${when} · ${who} *${did}*${about}${said}`;
    case 'result':
      return `${when} · AWS: ${resultsOf(event)}`;
    case 'observed':
      return isSeenInRecord(event)
        ? `${when} · seen in the record, done outside Slack by ${who}: *${did}*${about}${outcome === 'done' ? '' : ` (${outcome})`}${said}`
        : `${when} · ${by === 'somebody' ? 'somebody' : who} *${did}*${about}${said}${cause ? `: ${typed(cause, 300)}` : ''}`;
    case 'attempt':
      return outcome === 'done'
        ? `${when} · ${who} *${did}*${about}${said}`
        : `${when} · ${who} tried to ${TRIED[action] ?? typed(action, 80)}${about}: *${outcome}* (${typed(code ?? '', 80)})${cause ? ` ${typed(cause, 200)}` : ''}${isSecurityEvent ? ' :rotating_light: security event' : ''}`;
  }
}

/** Not what the app itself found, nor what became of a team. */
function isSeenInRecord({ subscriptionId, by, team }: LedgerEvent): boolean {
  return subscriptionId !== undefined && team === undefined && !by.startsWith('app:');
}

function scopeOf({
  permissions = [],
  tables = [],
  columns = {},
  rows = {},
  stage,
  expiresAt,
}: LedgerEvent): string {
  const names = listed(
    tables.map((name) => typed(name, 80)),
    3,
  );
  const what = permissions.length > 0 ? ` ${permissions.join(', ')}` : '';
  const where = names === '' ? '' : ` on ${names}`;
  const narrowing = [
    columnWords(
      Object.entries(columns).map(([table, each]) => ({ table, columns: each })),
      250,
    ),
    rowWords(
      Object.entries(rows).map(([table, each]) => ({ table, rows: each })),
      250,
    ),
  ].filter((words) => words !== '');
  const narrowed = narrowing.length > 0 ? ` (${narrowing.join('; ')})` : '';
  const level = stage ? ` for “${typed(stage, 80)}”` : '';
  return `${level}${what}${where}${narrowed}${expiresAt === undefined ? '' : `, until ${moment(expiresAt)}`}`;
}

function resultsOf({ action, outcome, tables = [], results = [], to, cause }: LedgerEvent): string {
  if (results.length === 0) {
    const names = listed(
      tables.map((name) => typed(name, 80)),
      3,
    );
    return `${typed(action, 80)} ${outcome}${names === '' ? '' : ` on ${names}`}${cause ? `: ${typed(cause, 200)}` : ''}`;
  }
  const bad = results.filter((result) => result.cause !== undefined);
  const byState = new Map<string, string[]>();
  for (const { table, state, permissions } of results) {
    const key = `${state}${permissions.length > 0 ? ` ${permissions.join(', ')}` : ''}`;
    byState.set(key, [...(byState.get(key) ?? []), typed(table, 80)]);
  }
  const states = [...byState].map(([state, names]) => `${state}: ${listed(names, 3)}`).join('; ');
  const causes = bad.slice(0, 2).map((result) => ` ${typed(result.cause ?? '', 150)}`);
  return `${to ? `${typed(to, 40)}. ` : ''}${states}${causes.join('')}`;
}
