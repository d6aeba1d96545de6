import { createHash } from 'node:crypto';
import type { Mesh } from '../../mesh/mesh.ts';
import { BY_PEOPLE } from '../../mesh/restored/disagreement.ts';
import type { Disagreement } from '../../mesh/restored/find-disagreements.ts';

/** Every record that is behind the ledger. */
export interface Comparison {
  readonly found: readonly Disagreement[];
  /** Of these, what can be brought back from decisions. */
  readonly repairable: readonly Disagreement[];
  /** Another one means that another record is behind, or another decision counts. */
  readonly digest: string;
}

export async function compare(mesh: Pick<Mesh, 'disagreements'>): Promise<Comparison> {
  const found: Disagreement[] = [];
  for await (const each of mesh.disagreements()) {
    found.push(each);
  }
  const marks = found.map(({ kind, id, word }) => `${kind} ${id} ${word?.last.job ?? ''}`).sort();
  return {
    found,
    repairable: found.filter(({ kind }) => !BY_PEOPLE.includes(kind)),
    digest: createHash('sha256').update(marks.join('\n')).digest('hex').slice(0, 16),
  };
}
