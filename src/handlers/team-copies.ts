import type { Team, TeamDirectory } from './team.ts';
import { teamDirectory } from './team-directory.ts';

/** What is kept of a team beside its secret. */
export interface TeamCopy {
  /** As it was when it could last be read. */
  readonly team?: Team | undefined;
  /** Version of the secret that this is. */
  readonly version?: string | undefined;
  /** The wrong version of which the mesh admins were told; absent while all is well. */
  readonly told?: string | undefined;
}

export interface TeamCopies {
  find(key: string): Promise<TeamCopy | undefined>;
  /** Keeps what is right; whatever was told is over. */
  keep(key: string, version: string, team: Team): Promise<void>;
  markTold(key: string, version: string): Promise<void>;
  /** Keys of the teams that were there when it was looked last; `undefined` before the first look. */
  known(): Promise<readonly string[] | undefined>;
  keepKnown(keys: readonly string[]): Promise<void>;
}

/**
 * Teams for showing, never for deciding: one that cannot be read now is shown as it was when it last could. What a secret is gone for is gone
 * here too.
 */
export function withLastGood(teams: TeamDirectory, copies: Pick<TeamCopies, 'find'>): TeamDirectory {
  return teamDirectory({
    async each() {
      const { teams: readable, unreadable } = await teams.each();
      const found = await Promise.all(
        unreadable.map(async (fault) => ({ fault, team: (await copies.find(fault.key))?.team })),
      );
      return {
        teams: [...readable, ...found.flatMap(({ team }) => team ?? [])],
        unreadable: found.flatMap(({ fault, team }) => (team ? [] : [fault])),
      };
    },
    async byKey(key) {
      try {
        return await teams.byKey(key);
      } catch (error) {
        const team = (await copies.find(key))?.team;
        if (team) {
          return team;
        }
        throw error;
      }
    },
  });
}
