import { once } from './once.ts';
import type { Side, Team, TeamDirectory } from './team.ts';

type Sources = Pick<TeamDirectory, 'each' | 'byKey'>;

/** A directory over a reading of all teams and of one. Where no team is found, an unreadable one may be the one that was meant: that is an error, and an error is a no. */
export function teamDirectory({ each, byKey }: Sources): TeamDirectory {
  async function ofAccount(account: string, side: Side): Promise<readonly Team[]> {
    const { teams, unreadable } = await each();
    const found = teams.filter((team) => team.account === account && team.sides.includes(side));
    const [first] = unreadable;
    if (found.length === 0 && first) {
      throw first.cause;
    }
    return found;
  }
  return {
    each,
    byKey,
    ofAccount,
    byAccount: async (account, side) => (await ofAccount(account, side))[0],
    all: async () => (await each()).teams,
  };
}

/** Reads once what is asked for again and again. For one invocation and no longer: the next one has to see what was changed meanwhile. */
export function readOnce(teams: Sources): TeamDirectory {
  const one = once<Team | undefined>();
  const every = once<Awaited<ReturnType<TeamDirectory['each']>>>();
  return teamDirectory({
    each: () => every('', () => teams.each()),
    byKey: (key) => one(key, () => teams.byKey(key)),
  });
}
