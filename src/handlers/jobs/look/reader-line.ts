import { columnWords } from '../../../blocks/column-words.ts';
import { listed, moment, typed } from '../../../blocks/text.ts';
import { parseActor } from '../../../mesh/actor.ts';
import { decidersOf } from '../../../mesh/readers/grounds.ts';
import type { Ground, Reader } from '../../../mesh/readers/reader.ts';
import { filterTitle } from '../../../mesh/rows.ts';
import type { Team } from '../../team.ts';
import { actorMention } from '../decided-answer.ts';
import { principalWords } from './principal-words.ts';

/** One reader of a table as people read it, ready for mrkdwn. */
export function readerLine(reader: Reader, table: string, teams: readonly Team[]): string {
  const who = principalWords(reader.principal, teams);
  switch (reader.source) {
    case 'administrator':
      return `${who} · data lake administrator, implicit: sees the definition, and may give access to anybody, itself too`;
    case 'mesh':
      return `${who} · ${rights(reader, table)} · the mesh's own, or the owner's`;
    case 'outside':
      return `:warning: ${who} · ${rights(reader, table)} · outside: nobody recorded it`;
    case 'subscription':
      return `${who} · ${rights(reader, table)} · ${reader.grounds.map((ground) => groundWords(ground, teams)).join('; ')}`;
  }
}

function rights(reader: Reader, table: string): string {
  const { permissions, grantable, columns, through, filter = '', tags = [] } = reader;
  const options = grantable.length > 0 ? ` (may hand on ${grantable.join(', ')})` : '';
  const narrowed = columns ? `, ${columnWords([{ table, columns }], 250)}` : '';
  const way = {
    table: '',
    administrator: '',
    'every-table': ', through all tables of the database',
    rows: `, through the row filter “${typed(filterTitle(filter), 80)}”`,
    tags: `, through the LF-tags ${tags.map(({ key, values }) => `${typed(key, 60)} = ${values.map((value) => typed(value, 60)).join(' or ')}`).join(' and ')}`,
  }[through];
  return `${permissions.join(', ')}${options}${narrowed}${way}`;
}

/** `by 7CgY…, approved by @bo, until …`. */
function groundWords(ground: Ground, teams: readonly Team[]): string {
  const { subscriptionId, expiresAt, note, handedOn } = ground;
  const roles = handedOn
    ? `, handed on by its account to ${listed(
        handedOn.map((arn) => principalWords(arn, teams)),
        5,
      )}`
    : '';
  const deciders = decidersOf(ground);
  const isRule = deciders.some((by) => isPolicy(by));
  const approved =
    deciders.length === 0
      ? 'nobody is on record as having approved it'
      : isRule
        ? `approved by the owner’s policy${note ? ` (${typed(note, 100)})` : ''}`
        : `approved by ${listed(deciders.map(actorMention), 4)}`;
  return `by \`${typed(subscriptionId, 64)}\`, ${approved}, ${expiresAt === undefined ? 'no end' : `until ${moment(expiresAt)}`}${roles}`;
}

function isPolicy(by: string): boolean {
  const actor = parseActor(by);
  return actor.kind === 'app' && actor.part === 'policy';
}
