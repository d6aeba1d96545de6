import type { Message } from '../../../blocks/message.ts';
import { subscriptionList } from '../../../blocks/subscription-list.ts';
import { listed, typed } from '../../../blocks/text.ts';
import { NotAllowedError, NotFoundError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import { isMeshAdmin } from '../../admins.ts';
import { outcomesOf } from '../../policy/outcome-of.ts';
import { outlasts } from '../../policy/outlasts.ts';
import { termsOf } from '../../policy/terms.ts';
import type { Team } from '../../team.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { toRow } from '../to-row.ts';
import { listPage } from './list-page.ts';
import { myTeams, producers } from './my-teams.ts';

/**
 * `/mesh policy affected [team]`: accesses that last longer than the policy of today gives. Nothing is shortened by itself; each row has the
 * button that does it. For those who decide, and mesh admins. Throws `NotAllowedError` (`NOT_APPROVER`),
 * `NotFoundError` (`UNKNOWN_TEAM_OF_POLICY`).
 */
export async function affected(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
  words: string,
): Promise<Message> {
  const { all, approverOf } = await myTeams(dependencies, job);
  const may = (await isMeshAdmin(dependencies, job)) ? producers(all) : producers(approverOf);
  if (may.length === 0) {
    throw new NotAllowedError('NOT_APPROVER', `${job.user} does not decide for ${words}`, {
      userMessage:
        'This is shown to those who decide for a team that owns data, and to mesh admins. `/mesh whoami` shows for whom you decide.',
    });
  }
  const wanted = words.trim().toLowerCase();
  const owners = may.filter(
    ({ key, name }) => wanted === '' || key === wanted || name.toLowerCase() === wanted,
  );
  if (owners.length === 0) {
    throw new NotFoundError('UNKNOWN_TEAM_OF_POLICY', `${job.user} decides for no team ${words}`, {
      userMessage: `“${typed(words, 80)}” is none of the teams whose policy you can look at here. Type one of ${listed(may.map(({ key }) => `\`/mesh policy affected ${typed(key, 60)}\``, 5))}, or \`/mesh policy affected\` for all of them.`,
    });
  }
  const found: Subscription[] = [];
  for (const owner of owners) {
    for await (const record of mesh.listSubscriptions({ owner: owner.account, statuses: ['Active'] })) {
      if (await isTooLong(dependencies, mesh, record, owner)) {
        found.push(record);
      }
    }
  }
  const { shown, ...place } = listPage(found, job);
  const rows = await Promise.all(
    shown.map((record) => toRow(dependencies, record, { teams: all, action: () => 'modify' })),
  );
  const names = listed(owners.map(({ name }) => typed(name, 80)));
  return subscriptionList({
    title: `Access that lasts longer than the policy of ${names} gives now; nothing of it was shortened`,
    rows,
    ...place,
    empty: `Every access ends within what the policy of ${names} gives: there is nothing to shorten. \`/mesh list all active\` shows the accesses, \`/mesh policy\` what the policy gives.`,
  });
}

/** Whether it ends later than an access could that begins now. */
async function isTooLong(
  { teams, now }: JobDependencies,
  mesh: Mesh,
  record: Subscription,
  owner: Team,
): Promise<boolean> {
  const terms = await termsOf({ mesh, teams }, record, owner);
  const { today } = await outcomesOf(mesh, record, owner, terms);
  return outlasts(record, today, now());
}
