import { notAdopted, restoredTable } from '../handlers/require-settled.ts';
import { DataMeshAdmin } from '../mesh/aws/library/data-mesh-admin.ts';
import { MeshError } from '../mesh/errors.ts';
import type { Session } from './session.ts';

/** Where there is no ledger, or these credentials may not read it. */
const NOT_KNOWN = ['AWS_NOT_FOUND', 'AWS_DENIED'];

/**
 * As the app does before it mends what AWS holds by the records: its ledger says whether these can be trusted. Says whether the ledger could be asked.
 * Throws `ConflictError` (`NOT_ADOPTED`, `RESTORED_TABLE`), `UpstreamError`.
 */
export async function requireSettledApp(session: Session, ledgerTable: string): Promise<boolean> {
  if (!session.has('Mesh')) {
    return false;
  }
  const admin = new DataMeshAdmin({ ...session.as('Mesh'), ledgerTable });
  let standing: { readonly isAdopted: boolean | undefined; readonly isRestored: boolean | undefined };
  try {
    standing = { isAdopted: await admin.adoption(), isRestored: await admin.restoration() };
  } catch (error) {
    if (error instanceof MeshError && NOT_KNOWN.includes(error.code)) {
      return false;
    }
    throw error;
  }
  if (standing.isAdopted === false) {
    throw notAdopted();
  }
  if (standing.isRestored) {
    throw restoredTable();
  }
  return true;
}
