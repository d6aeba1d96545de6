import {
  ConfigurationError,
  InvalidRequestError,
  NotAllowedError,
  NotFoundError,
} from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Team, TeamDirectory } from '../team.ts';

/** Where none of the tables is in the catalogue any more: `record` goes by the record, for what only takes access away. */
export interface OwnerRule {
  readonly gone?: 'refuse' | 'record';
}

/**
 * The team that owns what a record is about: the owner comes from the mesh catalogue and must be the one that the record names.
 * Throws `NotAllowedError` (`OWNER_MISMATCH`), `ConfigurationError` (`TEAM_NOT_MAPPED`).
 */
export async function ownerTeamOf(
  { mesh, teams }: { readonly mesh: Pick<Mesh, 'resolveOwner'>; readonly teams: TeamDirectory },
  subscription: Subscription,
  { gone = 'refuse' }: OwnerRule = {},
): Promise<Team> {
  const owner = await ownerOf(mesh, subscription, gone);
  if (owner !== subscription.owner) {
    throw new NotAllowedError(
      'OWNER_MISMATCH',
      `record ${subscription.id} names ${subscription.owner}, the catalogue ${owner}`,
      {
        userMessage:
          'This request names an owner that the mesh catalogue does not know for these tables. Nothing was granted; the mesh admins can see it.',
        details: { securityEvent: true },
      },
    );
  }
  const team = await teams.byAccount(owner, 'producer');
  if (!team) {
    throw new ConfigurationError('TEAM_NOT_MAPPED', `no team is mapped to producer account ${owner}`, {
      userMessage:
        'No team is set up for the account that owns these tables, so nobody can decide. A mesh admin has to add it.',
    });
  }
  return team;
}

/** The owner by the catalogue, from the tables that are still there. */
async function ownerOf(
  mesh: Pick<Mesh, 'resolveOwner'>,
  { database = '', tables, owner }: Subscription,
  gone: 'refuse' | 'record',
): Promise<string> {
  try {
    return await mesh.resolveOwner(database, tables);
  } catch (error) {
    const unresolved =
      error instanceof NotFoundError || (error instanceof InvalidRequestError && gone === 'record');
    if (!unresolved) {
      throw error;
    }
    const found = new Set<string>();
    for (const table of tables.length > 1 ? tables : []) {
      try {
        found.add(await mesh.resolveOwner(database, [table]));
      } catch (missing) {
        if (!(missing instanceof NotFoundError)) {
          throw missing;
        }
      }
    }
    const [only, other] = found;
    if (only !== undefined && other === undefined) {
      return only;
    }
    if (gone === 'record' && only === undefined) {
      return owner;
    }
    throw error;
  }
}
