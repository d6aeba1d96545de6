import { listed } from '../../blocks/text.ts';
import type { Disagreement } from '../../mesh/restored/find-disagreements.ts';
import type { Team } from '../team.ts';

/** One record in a plain sentence: what was decided, what the record says, what AWS holds. Unescaped, as the command line prints it. */
export function disagreementLine(found: Disagreement, teams: readonly Team[]): string {
  const { id, owner, subscriber, database, tables } = found;
  const name = (account: string) => teams.find((team) => team.account === account)?.name ?? account;
  const what = `${id}, ${name(subscriber)} from ${name(owner)}: ${database} ${listed([...tables], 5)}`;
  return `${what}. ${saysOf(found)}${heldOf(found)}`;
}

function saysOf({ kind, word, record }: Disagreement): string {
  const at = dayOf(word?.last.at);
  const says = record === undefined ? 'gone' : `${record.status}${phaseOf(record.fulfilment?.phase)}`;
  switch (kind) {
    case 'live-again':
      return `It was ended or refused (${word?.last.kind}) ${at}, and its record is ${says}; it ends again.`;
    case 'undecided-again':
      return `It was granted ${at}, and its record is ${says}; it is shown as granted again.`;
    case 'changed-back':
      return `It was changed ${dayOf(word?.at)}${endOf(word?.grant?.expiresAt)}, and its record is older${endOf(record?.expiresAt)}; it gets back what was decided.`;
    case 'unsuspended':
      return `It was suspended ${at}, and its record is ${says}; it is suspended again.`;
    case 'asked-before':
      return 'Questions, changes or approvals of it that came later are not in its record; its people have to look again.';
    case 'missing':
      return `It was granted ${at}, and its record is gone; it is made again from the decision.`;
    case 'lost-request':
      return 'It was asked for, and its record is gone; it has to be asked for again.';
  }
}

function heldOf({ held }: Disagreement): string {
  return held === undefined ? '' : ` AWS holds ${{ all: 'all', some: 'some', none: 'nothing' }[held]} of it.`;
}

function phaseOf(phase: string | undefined): string {
  return phase === undefined ? '' : ` (${phase})`;
}

function endOf(expiresAt: number | undefined): string {
  return expiresAt === undefined ? ' without an end' : ` with the end ${dayOf(expiresAt)}`;
}

function dayOf(at: number | undefined): string {
  return at === undefined ? '' : new Date(at * 1000).toISOString().slice(0, 10);
}
