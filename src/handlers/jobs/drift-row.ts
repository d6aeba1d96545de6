import type { DriftRow } from '../../blocks/drift-report.ts';
import type { Finding, Unread } from '../../mesh/drift/finding.ts';
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
  const team = consumerTeam(teams, principal);
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

/** What could not be looked at, in the words of people: the producer itself, or the links of one of its consumers. */
export function unreadName({ consumer }: Unread, producer: string, teams: readonly Team[]): string {
  return consumer === undefined
    ? producer
    : `What ${consumerTeam(teams, consumer)?.name ?? consumer} imported from ${producer}`;
}

function consumerTeam(teams: readonly Team[], wanted: string): Team | undefined {
  return teams.find(({ account, sides }) => account === wanted && sides.includes('consumer'));
}
