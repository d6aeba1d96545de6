import { NotFoundError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';

/**
 * A record of the library that names no tables asks for the whole database: the same record with the tables that its owner has there now. For showing and
 * judging; what is granted is what somebody picks.
 */
export async function withItsTables(
  mesh: Pick<Mesh, 'requestParts'>,
  subscription: Subscription,
): Promise<Subscription> {
  const { database, tables, owner } = subscription;
  if (tables.length > 0 || database === undefined) {
    return subscription;
  }
  try {
    const parts = await mesh.requestParts({ databaseName: database });
    return {
      ...subscription,
      tables: parts.filter((part) => part.owner === owner).flatMap((part) => part.tables),
    };
  } catch (error) {
    if (error instanceof NotFoundError) {
      return subscription; // nothing is left of it
    }
    throw error;
  }
}
