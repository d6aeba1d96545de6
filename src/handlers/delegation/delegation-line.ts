import { mention, moment, typed } from '../../blocks/text.ts';
import type { Delegation } from '../../mesh/ledger/delegation.ts';
import type { Team } from '../team.ts';

/** `@cleo decides for @bo from … to …, for Sales only: holidays`; ready for mrkdwn. */
export function delegationLine(delegation: Delegation, teams: readonly Team[]): string {
  const { from, to, team, database, begins, ends, reason } = delegation;
  const scope = [
    ...(team === undefined ? [] : [typed(teams.find(({ key }) => key === team)?.name ?? team, 80)]),
    ...(database === undefined ? [] : [typed(database, 100)]),
  ].join(', ');
  return `${mention(to)} decides for ${mention(from)} from ${moment(begins)} to ${moment(ends)}${scope === '' ? '' : `, for ${scope} only`}${reason === undefined ? '' : `: ${typed(reason, 300)}`}`;
}
