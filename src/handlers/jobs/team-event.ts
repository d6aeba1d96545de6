import type { LedgerEvent } from '../../mesh/ledger/event.ts';
import type { Team } from '../team.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** What became of a team's secret. */
interface TeamChange extends Pick<LedgerEvent, 'note' | 'code' | 'cause' | 'owner'> {
  readonly team: string;
  /** Of the secret, or what else makes this change one of its own. */
  readonly version: string;
  readonly action: 'team-added' | 'team-changed' | 'team-removed' | 'team-spoilt' | 'team-mended';
}

/**
 * Keeps in the ledger that a team's secret changed: names of fields, never what is in them. Who wrote it only CloudTrail knows. However often
 * it is seen, and by whichever job, the same version is one event.
 */
export async function recordTeamChange(
  { meshAs, now }: Pick<JobDependencies, 'meshAs' | 'now'>,
  { version, action, ...change }: TeamChange,
): Promise<void> {
  const mesh = meshAs({ kind: 'app', part: 'teams' });
  const id = `${action}#${change.team}#${version}`;
  const firstSeen = Number(await mesh.keepText(`seen#${id}`, String(now())));
  await mesh.record([
    {
      ...change,
      id,
      at: firstSeen,
      source: 'observed',
      action,
      outcome: action === 'team-spoilt' ? 'failed' : 'done',
      by: 'somebody',
    },
  ]);
}

/** `policy set, members changed`; nothing where the same was written again, or where it is not known how it was. */
export function changedFields(before: Team | undefined, after: Team): { readonly note?: string } {
  if (before === undefined) {
    return {};
  }
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const words = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    if (JSON.stringify(old.get(name)) === JSON.stringify(now.get(name))) {
      return [];
    }
    return [
      `${name} ${old.get(name) === undefined ? 'set' : now.get(name) === undefined ? 'removed' : 'changed'}`,
    ];
  });
  return { note: words.length > 0 ? words.join(', ') : 'the same, written again' };
}
