import type { DriftRow } from '../../blocks/drift-report.ts';
import type { Finding } from '../../mesh/drift/finding.ts';
import { findingSentence } from '../../mesh/drift/finding-sentence.ts';
import type { Team } from '../team.ts';

/** A difference in the words of people: teams by name, other principals by the last part of theirs. */
export function driftRow(
  finding: Finding,
  teams: readonly Team[],
  since?: ReadonlyMap<string, number>,
): DriftRow {
  const { id, principal, remedies } = finding;
  const owner = teams.find(({ account, sides }) => account === finding.owner && sides.includes('producer'));
  const team = teams.find(({ account, sides }) => account === principal && sides.includes('consumer'));
  const who =
    team?.name ?? (principal.startsWith('arn:') ? (principal.split(/[/:]/).at(-1) ?? '') : principal);
  return {
    id,
    remedies,
    owner: owner?.name ?? finding.owner,
    since: since?.get(id),
    sentence: findingSentence({ ...finding, principal: who }),
  };
}
