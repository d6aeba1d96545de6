import { section } from '../../blocks/message.ts';
import { typed } from '../../blocks/text.ts';
import type { Finding } from '../../mesh/drift/finding.ts';
import { MeshError } from '../../mesh/errors.ts';
import type { Team } from '../team.ts';
import { driftRow } from './drift-row.ts';
import type { JobDependencies } from './job-dependencies.ts';

/**
 * Grants again what was decided and is missing, as the policy; returns what is told of it. Nothing else is ever mended by itself, and what could
 * not be is reported like the rest.
 */
export async function autoRepair(
  dependencies: JobDependencies,
  shown: Team,
  line: Finding,
  job: string,
): Promise<string | undefined> {
  const team = await dependencies.teams.byAccount(shown.account, 'producer');
  // A consumer may have left its share or deleted its link on purpose: the owner's policy does nothing about other accounts by itself.
  const isElsewhere = ['share', 'link', 'local'].includes(line.where);
  const isOwn = line.kind === 'missing' && !isElsewhere && line.remedies.includes('repair');
  if (!team?.policy?.autoRepair || !isOwn) {
    return undefined;
  }
  const by = { kind: 'app', part: 'policy' } as const;
  try {
    const request = { owner: team.account, finding: line.id, remedy: 'repair', by } as const;
    const mended = await dependencies
      .meshAs(by)
      .repair({ ...request, job: `auto-repair-${line.id}-${job}`.slice(0, 128) });
    const { sentence } = driftRow(mended, await dependencies.shownTeams.all());
    const text = `:wrench: Mended, as the policy of ${typed(team.name, 80)} says: ${typed(sentence, 600)}`;
    const { workspace, enterprise } = team;
    const place = { workspace, ...(enterprise === undefined ? {} : { enterprise }) };
    await dependencies.answers.tryPost(place, team.channel, { text, blocks: [section(text)] });
    return text;
  } catch (error) {
    if (!(error instanceof MeshError)) {
      throw error;
    }
    dependencies.report('auto-repair failed', { finding: line.id, code: error.code });
    return undefined;
  }
}
