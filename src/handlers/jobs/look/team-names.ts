import { listed, typed } from '../../../blocks/text.ts';
import type { Team } from '../../team.ts';

/** The teams that are mapped to an account, ready for mrkdwn; `undefined` where none is. */
export function teamNames(teams: readonly Team[], account: string): string | undefined {
  const names = teams.filter((team) => team.account === account).map(({ name }) => `*${typed(name, 80)}*`);
  return names.length > 0 ? listed(names, 4) : undefined;
}
