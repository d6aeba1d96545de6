import { ADOPTED, NOT_ADOPTED } from '../handlers/doctor/adopted.ts';
import { OTHER_TABLE, SAME_TABLE } from '../handlers/doctor/restored.ts';
import { asked, type Finding, found, type Trouble } from '../mesh/admin/finding.ts';
import type { DataMeshAdmin } from '../mesh/aws/library/data-mesh-admin.ts';

const unknown = (fix: string): Trouble => ({
  severity: 'note',
  effect: 'Whether it is so cannot be seen from here.',
  fix,
});
const LEDGER = 'Name the app’s ledger with --ledger-table, or ask /mesh doctor.';

/** Whether the app looks after the mesh, as its ledger says: what only the app could find out is told as not known. Changes nothing. */
export async function examineCustody(
  admin: Pick<DataMeshAdmin, 'adoption' | 'restoration'>,
): Promise<readonly Finding[]> {
  const isRestored = async () => {
    const isStanding = await admin.restoration();
    return isStanding === undefined ? undefined : !isStanding;
  };
  return [
    await known(ADOPTED, NOT_ADOPTED, () => admin.adoption()),
    await known(SAME_TABLE, OTHER_TABLE, isRestored),
    {
      check: 'the roles that the app itself takes were not tried',
      ok: false,
      ...unknown('Ask /mesh doctor, which takes them.'),
    },
  ];
}

async function known(
  check: string,
  trouble: Trouble,
  look: () => Promise<boolean | undefined>,
): Promise<Finding> {
  const answer = await asked(check, unknown(LEDGER), look);
  if (!('value' in answer)) {
    return answer.finding;
  }
  return answer.value === undefined
    ? { check, ok: false, ...unknown('The app has not looked yet: its first sweep does, or /mesh doctor.') }
    : found(check, answer.value, trouble);
}
